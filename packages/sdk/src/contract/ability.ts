/** What a session may be allowed, within its own workspace. */
export const abilities = [
  'links:read',
  'links:write',
  'links:reveal',
  'connections:read',
  'connections:write',
  'events:read',
] as const;

/** One thing that a session may be allowed. */
export type Ability = (typeof abilities)[number];
