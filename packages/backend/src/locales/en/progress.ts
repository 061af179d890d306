/** While a flow is under way. */
export const progress = {
  checking: 'Checking…',
  checkingText: 'We’re asking {platform} which account it is. This takes a moment.',
  waiting: 'Still waiting for {platform}',
  waitingText: 'If you’re logging in there, take your time: this page notices by itself.',
  again: 'Start again',
  nothing: 'Nothing is connected yet.',
} as const;
