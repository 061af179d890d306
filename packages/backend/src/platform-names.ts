import type { Platform } from './platforms/port.ts';

/** What people call the platform that an account is on; one that is not set up here, and that nobody leads to, keeps its id. */
export const platformName = (platforms: ReadonlyMap<string, Platform>, id: string): string =>
  platforms.get(id)?.name ?? [...platforms.values()].find(({ accountsOn }) => accountsOn?.id === id)?.accountsOn?.name ?? id;

/** The platform that the accounts of this one are on. */
export const accountPlatform = ({ id, accountsOn }: Pick<Platform, 'id' | 'accountsOn'>): string => accountsOn?.id ?? id;
