import type { Body, workspaces as contract, Workspace } from '@connect/sdk/contract';
import { actorOf, sees, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import { iso } from './iso-time.ts';
import { languageTags } from './locales/index.ts';
import type { PictureFailure } from './picture-fetch.ts';
import { invalidField, Problem } from './problem.ts';
import { newId } from './secrets.ts';
import type { PictureRow, WorkspaceRow } from './storage/port.ts';

/** The workspace as the contract shows it; its settings are an API key's alone. */
const workspaceView = ({ origin, platforms, productName }: Context, caller: Caller, row: WorkspaceRow): Workspace => ({
  id: row.id,
  name: row.name,
  logoUrl: row.logoUrl,
  logo: row.logoPicture === null ? null : `${origin}/pictures/${row.logoPicture}`,
  accentColor: row.accentColor,
  subscription: { status: row.subscriptionStatus, upgradeUrl: row.upgradeUrl, planName: row.planName },
  productName,
  platforms: [...platforms.values()].map(({ id, name }) => ({ id, name })),
  locales: [...languageTags],
  takesReturnUrls: row.returnUrls.length > 0,
  ...(caller.session === undefined && { embedOrigins: [...row.embedOrigins], returnUrls: [...row.returnUrls] }),
  createdAt: iso(row.createdAt),
  updatedAt: iso(row.updatedAt),
});

/**
 * The workspace, or the refusal that there is none. It does not repeat the id, which may be anything: a secret that was put
 * into the wrong place would stand in an answer.
 */
export const requireWorkspace = async (
  { storage }: Pick<Context, 'storage'>,
  caller: Caller,
  id: string,
): Promise<WorkspaceRow> => {
  if (caller.session !== undefined && !sees(caller, id)) {
    throw new Problem('not_found', `This session sees the workspace ${caller.session.workspace} alone. Name that one.`);
  }
  const row = await storage.workspace(id);
  if (row === undefined) {
    throw new Problem('not_found', 'There is no workspace of this id. Check it, or create it with PUT /v1/workspaces/{workspace}.');
  }
  return row;
};

/** What is wrong with a logo, for the developer who named its address. */
const logoFaults: Readonly<Record<PictureFailure, string>> = {
  bad_address: 'Must be an address that can be fetched.',
  bad_status: 'Its server did not answer with a picture (200).',
  not_a_picture: 'Must be a whole PNG, JPEG or WebP of at most 16 megapixels, recognised by its bytes.',
  refused_address: 'Must be on a public address; an operator can name exceptions in CONNECT_ALLOWED_HOSTS.',
  refused_host: 'Must be an https address; an operator can name exceptions in CONNECT_ALLOWED_HOSTS.',
  redirected: 'Must be the picture’s own address; redirects are not followed.',
  timeout: 'Its server did not answer in time.',
  too_large: 'Must be at most 256 kB.',
  unknown_name: 'Its server was not found: the name does not resolve.',
  connection_refused: 'Its server refused the connection: nothing listens there.',
  bad_certificate: 'Its server has no certificate that can be trusted.',
  unreachable: 'Its server could not be reached.',
  cut_off: 'Its server broke off before the end.',
};

/** Fetches a new logo; `undefined` where the one we have is still the one asked for. */
const newLogo = async (
  context: Context,
  workspace: string,
  url: string | null,
  had: WorkspaceRow | undefined,
): Promise<PictureRow | undefined> => {
  if (url === null || (had?.logoUrl === url && had.logoPicture !== null)) return undefined;
  const fetched = await context.fetchPicture(url);
  if (!fetched.ok) throw invalidField('logoUrl', logoFaults[fetched.reason]);
  return { id: newId('pic'), workspace, mediaType: fetched.mediaType, bytes: fetched.bytes, createdAt: context.now() };
};

export const createWorkspaces = (context: Context) => {
  const { storage, now } = context;

  return {
    async put(caller: Caller, id: string, input: Body<typeof contract.put>): Promise<Workspace> {
      const had = await storage.workspace(id);
      const logoUrl = input.logoUrl ?? null;
      const logo = await newLogo(context, id, logoUrl, had);
      const settings = {
        name: input.name,
        logoUrl,
        accentColor: input.accentColor?.toLowerCase() ?? null,
        subscriptionStatus: input.subscription?.status ?? 'active',
        upgradeUrl: input.subscription?.upgradeUrl ?? null,
        planName: input.subscription?.planName ?? null,
        embedOrigins: input.embedOrigins ?? [],
        returnUrls: input.returnUrls ?? [],
        updatedAt: now(),
      } as const;
      if (had === undefined) await storage.ensureWorkspace({ id, ...settings, logoPicture: null, createdAt: settings.updatedAt });
      const row = await storage.write(id, async (tx) => {
        const before = await tx.workspace(id);
        if (logo) await tx.insertPicture(logo);
        const logoPicture = logo?.id ?? (logoUrl === null ? null : (before?.logoPicture ?? null));
        await tx.updateWorkspace(id, { ...settings, logoPicture });
        if (before?.logoPicture && before.logoPicture !== logoPicture) await tx.deletePicture(before.logoPicture);
        await tx.append({
          type: 'workspace.updated',
          link: null,
          connection: null,
          fid: null,
          actor: actorOf(caller),
          data: { subscription: settings.subscriptionStatus },
          createdAt: settings.updatedAt,
        });
        return tx.workspace(id);
      });
      if (row === undefined) throw new Problem('not_found', `The workspace ${id} disappeared while it was written. Try again.`);
      return workspaceView(context, caller, row);
    },

    async get(caller: Caller, id: string): Promise<Workspace> {
      return workspaceView(context, caller, await requireWorkspace(context, caller, id));
    },
  };
};

export type Workspaces = ReturnType<typeof createWorkspaces>;
