/** Where a connection can no longer be undone. */
export const undo = {
  title: 'It’s too late to undo this here',
  titleChanged: 'This can’t be undone here',
  text: 'Undoing works for {minutes} minutes. You can still end the connection at any time: your receipt has a button for it.',
  textChanged: 'Only a connection that was just made here can be undone here. You can end this one at any time: your receipt has a button for it.',
  still: '{handle} is still connected.',
  open: 'End it on your receipt',
  back: 'Keep it',
} as const;
