/** The way out of another app's built-in browser. */
export const inApp = {
  title: 'Open this page in your browser',
  text: 'You’re inside the {app} app. Logging in often can’t be finished from there.',
  steps: ['Tap ••• or the share sign at the edge of the screen.', 'Choose “Open in browser”.'],
  address: 'Address of this page',
  anyway: 'Or go on here:',
} as const;
