/** What stands below every page. */
export const foot = {
  how: 'How this works',
  howText: [
    '{org} sends you this page with {product}. You log in at the platform itself and choose there what you allow.',
    'The platform then gives {product} a key for just that. Your password never passes through here.',
    'At the end you get a receipt: a private page where you can see the connection and end it.',
  ],
  privacy: 'Privacy',
  report: 'Report this page',
} as const;
