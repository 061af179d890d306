import { isConnectError, type ConnectClient, type Connection } from '@connect/sdk';
import { isPlatform, PlatformError, platformName, readProfile, type Profile } from './platforms.ts';
import type { Settings } from './settings.ts';

/** What became of reading an account's profile at its platform, and when. */
export type Reading = { readonly at: Date } & ({ readonly profile: Profile } | { readonly problem: string });

/** The accounts' numbers, by connection. A real product keeps them in its database and reads them every night. */
export interface Numbers {
  of(connection: string): Reading | undefined;
  read(connections: readonly Connection[]): Promise<void>;
}

const over = (handle: string): string => `${handle} needs to be connected again before it can be read.`;

export const createNumbers = (connect: ConnectClient, settings: Settings): Numbers => {
  const readings = new Map<string, Reading>();

  /** The platform has refused the token, perhaps for good: Connect asks it, and tells everybody where it has. */
  const isOver = async (id: string): Promise<boolean> => {
    try {
      await connect.connections.getAccessToken(id, { check: true });
      return false;
    } catch (error) {
      if (isConnectError(error, 'token_unavailable', 'not_found')) return true;
      if (isConnectError(error, 'platform_unavailable')) return false;
      throw error;
    }
  };

  /** Connect hands a token that is valid now to this server, and this server calls the platform. It goes no further. */
  const readOne = async ({ id, platform, route, account }: Connection): Promise<{ profile: Profile } | { problem: string }> => {
    // Whose login an account came through, that one’s API takes its token.
    if (!isPlatform(route)) return { problem: `Brightline can’t read numbers at ${platformName(route)}.` };
    try {
      const token = await connect.connections.getAccessToken(id);
      return { profile: await readProfile(route, settings.platformApis[route], token, account.id) };
    } catch (error) {
      if (error instanceof PlatformError) return { problem: (await isOver(id)) ? over(account.handle) : error.message };
      if (isConnectError(error, 'platform_unavailable')) {
        return { problem: `${platformName(platform)} isn’t answering. Try again in a few minutes.` };
      }
      if (isConnectError(error, 'token_unavailable', 'not_found')) {
        return { problem: over(account.handle) };
      }
      throw error;
    }
  };

  return {
    of: (connection) => readings.get(connection),
    async read(connections) {
      for (const connection of connections) {
        readings.set(connection.id, { ...(await readOne(connection)), at: new Date() });
      }
    },
  };
};
