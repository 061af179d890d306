import type { Answers } from './answer.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

/** How operations on workspaces are answered. */
export const workspaceAnswers = (world: World): Answers<'workspaces.put' | 'workspaces.get'> => ({
  'workspaces.put': ({ params, body }) => {
    const now = world.now();
    const workspace = {
      id: params.workspace,
      name: body.name,
      logoUrl: body.logoUrl ?? null,
      accentColor: body.accentColor?.toLowerCase() ?? null,
      subscription: {
        status: body.subscription?.status ?? 'active',
        upgradeUrl: body.subscription?.upgradeUrl ?? null,
        planName: body.subscription?.planName ?? null,
      },
      embedOrigins: body.embedOrigins ?? [],
      returnUrls: body.returnUrls ?? [],
      createdAt: world.workspaces.get(params.workspace)?.createdAt ?? now,
      updatedAt: now,
    };
    world.workspaces.set(workspace.id, workspace);
    return workspace;
  },

  'workspaces.get': ({ params }) => {
    const workspace = world.workspaces.get(params.workspace);
    if (!workspace) throw new Refused('not_found', `There is no workspace ${params.workspace}.`);
    return workspace;
  },
});
