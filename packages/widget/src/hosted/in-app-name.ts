/** Apps that open links inside themselves, by what they write into the user agent string. In order: some write two. */
const apps: readonly (readonly [RegExp, string])[] = [
  [/MESSENGER|MessengerFor|MessengerLite/, 'Messenger'],
  [/Instagram/, 'Instagram'],
  [/Barcelona/, 'Threads'],
  [/FBA[NV]|FB_IAB/, 'Facebook'],
  [/musical_ly|trill|BytedanceWebview|TikTok/, 'TikTok'],
  [/Snapchat/, 'Snapchat'],
  [/Pinterest\//, 'Pinterest'],
  [/LinkedInApp/, 'LinkedIn'],
  [/Twitter for/, 'X'],
  [/\bLine\//, 'LINE'],
  [/MicroMessenger/, 'WeChat'],
];

/** The app in whose own browser this page is open, as people know it; undefined in every other browser. */
export const inAppName = (userAgent: string): string | undefined => apps.find(([mark]) => mark.test(userAgent))?.[1];
