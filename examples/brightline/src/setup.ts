import { isConnectError, type ConnectClient, type WorkspaceInput } from '@connect/sdk';
import { agencies, type Agency } from './agencies.ts';
import type { Portals } from './portals.ts';
import { changeWorkspace } from './workspace-change.ts';

/** What every workspace of Brightline's needs: its own pages may embed the button, and clients may be sent back to them. */
export const ourAddresses = (origin: string) => ({ embedOrigins: [origin], returnUrls: [`${origin}/client/`] });

/** What an agency starts with. */
const firstInput = (agency: Agency, origin: string): WorkspaceInput => ({
  name: agency.name,
  accentColor: agency.accentColor,
  logoUrl: `${origin}/public/logos/${agency.logo}`,
  subscription: { status: 'active', planName: 'Studio', upgradeUrl: `${origin}/upgrade` },
  ...ourAddresses(origin),
});

/** Tells Connect about a customer, once. Later on only our addresses are added, as they may have changed with the port. */
const register = async (connect: ConnectClient, agency: Agency, origin: string): Promise<void> => {
  const ours = ourAddresses(origin);
  try {
    await changeWorkspace(connect, agency.id, ({ logoUrl, subscription, embedOrigins, returnUrls }) => ({
      embedOrigins: [...new Set([...embedOrigins, ...ours.embedOrigins])],
      returnUrls: [...new Set([...returnUrls, ...ours.returnUrls])],
      logoUrl: logoUrl?.endsWith(`/public/logos/${agency.logo}`) ? `${origin}/public/logos/${agency.logo}` : logoUrl,
      subscription: { ...subscription, planName: subscription.planName ?? 'Studio', upgradeUrl: `${origin}/upgrade` },
    }));
  } catch (error) {
    if (!isConnectError(error, 'not_found')) throw error;
    await connect.workspaces.put(agency.id, firstInput(agency, origin)).catch(async (refusal: unknown) => {
      // A Connect that may not fetch pictures from here: the agency works without its logo.
      if (!isConnectError(refusal, 'invalid_request') || !refusal.errors.some(({ field }) => field === 'logoUrl')) throw refusal;
      console.error(`brightline: ${agency.name} has no logo: ${refusal.message}`);
      await connect.workspaces.put(agency.id, { ...firstInput(agency, origin), logoUrl: null });
    });
  }
};

/** Tells Connect about Brightline's customers, and finds or makes the link of each client's page. */
export const setUp = async (connect: ConnectClient, portals: Portals, origin: string): Promise<void> => {
  for (const agency of agencies) await register(connect, agency, origin);
  for (const portal of portals.all()) await portals.open(portal);
};

/** Whether Connect may only be late: it doesn't answer yet, or is in trouble of its own. A refusal stays one. */
export const isPassing = (error: unknown): boolean =>
  isConnectError(error) && (['network_error', 'timeout', 'rate_limited'].includes(error.code) || (error.status ?? 0) >= 500);
