/** What is left of an access at its platform, where it has ended here. */
export const endedAccess = {
  kept: 'Other connections to {product} need the access at {platform}, so it stays there. Each of them has a receipt of its own. Removing {product} in your {platform} settings would end them all.',
  pending:
    '{platform} has not confirmed the end yet: for a day at most we go on telling it, with a sealed key that we keep for that alone.',
  givenUp: '{platform} didn’t confirm the end, and may still list {product}.',
  byHand: '{platform} may still list {product}.',
  toBeCertain: {
    instagram: 'To be certain, remove it under “Apps and websites” in your Instagram settings.',
    facebook: 'To be certain, remove it under “Business integrations” in your Facebook settings.',
    tiktok: 'To be certain, remove it under “Apps and services permissions” in your TikTok settings.',
    other: 'To be certain, look for connected apps in your {platform} settings, and remove it there.',
  },
} as const;
