/** What became of a request to delete. */
export const deletion = {
  done: {
    title: 'Your data was deleted',
    text: [
      'You asked for it on {asked}, and on {done} it was done. We deleted the name, the picture, the ids and the keys that {product} had of your account, and ended everything that was connected with it.',
      'What is left names nobody: that an account was connected once, and when that ended.',
    ],
  },
  nothing_found: {
    title: 'We have nothing stored about you',
    text: [
      'You asked on {asked} to have deleted what {product} has of your account. We looked for it and found nothing.',
      'Perhaps it was deleted before, or the account was never connected here.',
    ],
  },
  connected_since: {
    title: 'What was connected before you asked is gone',
    text: [
      'You asked on {asked} to have deleted what {product} has of your account. What was connected until then is deleted.',
      'Your account was connected again since. What that brought is still here: its receipt shows it and deletes it, or ask for deletion once more.',
    ],
  },
  under_way: {
    title: 'We’re deleting your data',
    text: ['You asked for it on {asked}. It is usually done within a minute. Open this page again to see that it is.'],
  },
  not_found: {
    title: 'We can’t find this request',
    text: ['Part of the address may be missing. Copy it again from where you got it, or ask there for its code.'],
  },
} as const;
