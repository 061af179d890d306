/**
 * What stands in for a handle that the platform did not tell. Anybody can choose any display name, so it never begins as
 * a handle does; empty where nothing else is in it.
 */
export const standInFor = (displayName: string): string => displayName.replace(/^@+/, '');
