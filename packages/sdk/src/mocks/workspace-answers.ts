import type { Workspace } from '../contract/workspace.ts';
import { actorOf, requireWorkspace } from './access.ts';
import type { Answers } from './answer.ts';
import type { World } from './world.ts';

/** How operations on workspaces are answered. */
export const workspaceAnswers = (world: World): Answers<'workspaces.put' | 'workspaces.get'> => ({
  'workspaces.put': ({ params, body, session }) => {
    const now = world.now();
    const workspace: Workspace = {
      ...world.offers,
      id: params.workspace,
      name: body.name,
      logoUrl: body.logoUrl ?? null,
      logo: null,
      accentColor: body.accentColor?.toLowerCase() ?? null,
      subscription: {
        status: body.subscription?.status ?? 'active',
        upgradeUrl: body.subscription?.upgradeUrl ?? null,
        planName: body.subscription?.planName ?? null,
      },
      takesReturnUrls: (body.returnUrls ?? []).length > 0,
      embedOrigins: body.embedOrigins ?? [],
      returnUrls: body.returnUrls ?? [],
      createdAt: world.workspaces.get(params.workspace)?.createdAt ?? now,
      updatedAt: now,
    };
    world.workspaces.set(workspace.id, workspace);
    world.history.record({ type: 'workspace.updated', workspace: workspace.id, actor: actorOf(session) });
    return workspace;
  },

  'workspaces.get': ({ params, session }) => {
    const { embedOrigins, returnUrls, ...told } = requireWorkspace(world, session, params.workspace);
    return session ? told : { ...told, embedOrigins: embedOrigins ?? [], returnUrls: returnUrls ?? [] };
  },
});
