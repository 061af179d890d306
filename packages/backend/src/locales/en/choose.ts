/** Which of several accounts are meant. */
export const choose = {
  title: 'Which accounts may {org} use?',
  accounts: 'Your accounts',
  text: 'You have several accounts there. Only those you tick are connected; we keep nothing of the others.',
  room: 'This link has room for {room} of them.',
  none: 'Nothing is ticked. Tick at least one account, or choose “None of these”.',
  tooMany: 'You ticked more than this link has room for. It has room for {room}.',
  yes: 'Connect what I ticked',
  no: 'None of these',
  nothing: 'Nothing is connected until you choose.',
} as const;
