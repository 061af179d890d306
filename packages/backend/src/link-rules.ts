import type { Body, links as contract } from '@connect/sdk/contract';
import { allowedReturnUrl } from '@connect/sdk/contract';
import { requireSeen, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import type { JudgedLink } from './link-view.ts';
import { accountPlatform } from './platform-names.ts';
import { invalidField, Problem } from './problem.ts';
import type { ConnectionRow, ExpectedAccount, WorkspaceRow, Writes } from './storage/port.ts';

/** A link that is revoked stays so, and as it was. */
export const refuseRevoked = ({ link, status }: JudgedLink): void => {
  if (status === 'revoked') {
    throw new Problem('conflict', `The link ${link.id} is revoked; make a new one with POST /v1/links.`);
  }
};

/** People may be led back only to where the workspace says. */
export const checkReturnUrl = (workspace: WorkspaceRow, url: string | null | undefined): void => {
  if (url && !allowedReturnUrl(workspace.returnUrls, url)) {
    throw invalidField('returnUrl', `Must match one of the returnUrls of the workspace ${workspace.id}.`);
  }
};

/** Who shares the link: of a sharer's session, that is who it is of. */
export const sharerOf = ({ session }: Caller, input: Body<typeof contract.create>): { name: string; email: string } => {
  if (session !== undefined) return session;
  if (input.sharedBy === undefined) throw invalidField('sharedBy', 'Name the person who shares the link: {name, email}.');
  return input.sharedBy;
};

/** What a link may be made and changed to, where this backend's platforms and the time decide. */
export const createLinkRules = ({ platforms, now }: Pick<Context, 'platforms' | 'now'>) => {
  /** A connection that can be repaired through this link: it is its workspace's, and the link is for its platform. */
  const requireRepairable = async (caller: Caller, tx: Writes, { link }: JudgedLink, id: string): Promise<ConnectionRow> => {
    const row = requireSeen(caller, await tx.connection(id), `connection ${id}`);
    const leads = link.platforms.some((each) => {
      const platform = platforms.get(each);
      return platform !== undefined && accountPlatform(platform) === row.platform;
    });
    if (row.workspace === link.workspace && leads) return row;
    throw new Problem('conflict', `The link ${link.id} does not lead to ${row.platform}. Use one that does, such as ${row.link}.`);
  };

  const checkPlatforms = (ids: readonly string[]): void => {
    const unknown = ids.findIndex((id) => !platforms.has(id));
    if (unknown === -1) return;
    const known = [...platforms.keys()].join(', ');
    throw invalidField(`platforms[${unknown}]`, `Must be one of the platforms set up here: ${known}.`);
  };

  /** The expected accounts as they are kept, for a link of these platforms. */
  const expectedOf = (input: Body<typeof contract.create>['expectedAccounts'], ids: readonly string[]): ExpectedAccount[] =>
    (input ?? []).map(({ platform, handle, onMismatch = 'refuse' }, index) => {
      if (!ids.includes(platform)) throw invalidField(`expectedAccounts[${index}].platform`, 'Must be one of the link’s platforms.');
      if (platforms.get(platform)?.tellsHandle === false) {
        const message = 'This backend’s scopes let the platform tell no account names, so none can be expected; see docs/platforms.';
        throw invalidField(`expectedAccounts[${index}].platform`, message);
      }
      return { platform, handle: `@${handle.replace(/^@/, '')}`, onMismatch };
    });

  const checkExpiry = (expiresAt: string | null | undefined): void => {
    if (expiresAt && Date.parse(expiresAt) <= now()) throw invalidField('expiresAt', 'Must be in the future.');
  };

  return { requireRepairable, checkPlatforms, expectedOf, checkExpiry };
};

export type LinkRules = ReturnType<typeof createLinkRules>;
