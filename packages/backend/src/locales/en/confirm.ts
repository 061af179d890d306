/** Whether the person in this browser is the one who began in another. */
export const confirm = {
  title: 'Did you just start this?',
  text: 'At {time}, someone started to connect your {platform} account to {org} (from {sharer}’s link) in another browser or app.',
  doubt: 'If that was you, continue. If somebody sent you here, don’t.',
  yes: 'Yes, connect it',
  no: 'No, that wasn’t me',
  nothing: 'Nothing is connected until you say yes.',
} as const;
