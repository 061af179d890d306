/** The window that a link opens, on its way to the platform. */
export const launch = {
  taking: 'Taking you to {platform}…',
  look: 'Look for {platformHost} in the address bar before you type a password.',
  slow: 'Nothing happening? Continue to {platform}',
  go: 'Continue to {platform}',
  not: 'Not now',
} as const;
