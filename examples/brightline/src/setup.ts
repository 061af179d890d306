import { isConnectError, type ConnectClient, type WorkspaceInput } from '@connect/sdk';
import type { ClientLink } from './product.ts';
import { demoClient, type Visit } from './visit.ts';

/** What the workspace is set to: its name and our addresses, and whatever else has been registered for it. */
const workspaceInput = async (connect: ConnectClient, visit: Visit, origin: string): Promise<WorkspaceInput> => {
  const ours = { embedOrigins: [origin], returnUrls: [`${origin}/`] };
  try {
    const { logoUrl, accentColor, subscription, embedOrigins, returnUrls } = await connect.workspaces.get(visit.workspace.id);
    return {
      name: visit.workspace.name,
      logoUrl,
      accentColor,
      subscription: { ...subscription, status: subscription.status === 'inactive' ? 'inactive' : 'active' },
      embedOrigins: [...new Set([...embedOrigins, ...ours.embedOrigins])],
      returnUrls: [...new Set([...returnUrls, ...ours.returnUrls])],
    };
  } catch (error) {
    if (isConnectError(error, 'not_found')) return { name: visit.workspace.name, ...ours };
    throw error;
  }
};

/** The link that the client's page carries: found again by its metadata, or made. A product with a database keeps its id. */
const pageLink = async (connect: ConnectClient, visit: Visit, origin: string): Promise<ClientLink> => {
  for await (const link of connect.links.all({ workspace: visit.workspace.id, limit: 100 })) {
    if (link.metadata['page'] === 'client' && link.status !== 'revoked' && link.status !== 'expired') {
      return await connect.links.reveal(link.id);
    }
  }
  return await connect.links.create({
    workspace: visit.workspace.id,
    platforms: ['instagram', 'tiktok'],
    sharedBy: visit.person,
    clientName: demoClient.name,
    description: 'In the client’s page',
    returnUrl: `${origin}/client`,
    metadata: { page: 'client' },
  });
};

/** Tells Connect about the workspace, and answers the link for the client's page. */
export const setUp = async (connect: ConnectClient, visit: Visit, origin: string): Promise<ClientLink> => {
  await connect.workspaces.put(visit.workspace.id, await workspaceInput(connect, visit, origin));
  const { id, url } = await pageLink(connect, visit, origin);
  return { id, url };
};

/** Whether Connect may only be late: it doesn't answer yet, or is in trouble of its own. A refusal stays one. */
export const isPassing = (error: unknown): boolean =>
  isConnectError(error) && (['network_error', 'timeout', 'rate_limited'].includes(error.code) || (error.status ?? 0) >= 500);
