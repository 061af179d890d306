import { isDeepStrictEqual } from 'node:util';
import type { ConnectClient, Workspace, WorkspaceInput } from '@connect/sdk';

/** What a workspace is set to, with nothing left out. */
interface Setting extends WorkspaceInput {
  readonly logoUrl: string | null;
  readonly accentColor: string | null;
  readonly subscription: { status: 'active' | 'inactive'; planName: string | null; upgradeUrl: string | null };
  readonly embedOrigins: string[];
  readonly returnUrls: string[];
}

const settingOf = ({ name, logoUrl, accentColor, subscription, embedOrigins, returnUrls }: Workspace): Setting => ({
  name,
  logoUrl,
  accentColor,
  subscription: { ...subscription, status: subscription.status === 'inactive' ? 'inactive' : 'active' },
  embedOrigins: embedOrigins ?? [],
  returnUrls: returnUrls ?? [],
});

/**
 * Changes some of what a workspace is set to. A put replaces all of it, so the rest is read first. What is the same is not sent
 * again: every put is an event.
 */
export const changeWorkspace = async (
  connect: ConnectClient,
  id: string,
  change: (setting: Setting) => Partial<WorkspaceInput>,
): Promise<void> => {
  const setting = settingOf(await connect.workspaces.get(id));
  const changed = { ...setting, ...change(setting) };
  if (!isDeepStrictEqual(changed, setting)) await connect.workspaces.put(id, changed);
};
