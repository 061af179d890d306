import type { Call, CallOptions } from '../call.ts';
import { workspaceRoutes, type Workspace } from '../contract/workspace.ts';
import type { WorkspaceInput } from '../contract/workspaces.ts';

/** The tenants of your product that links and connections belong to. */
export interface Workspaces {
  /** Creates a workspace under your own id, or replaces all that it is set to. */
  put(id: string, input: WorkspaceInput, options?: CallOptions): Promise<Workspace>;
  /** Reads a workspace. `not_found` where there is none. */
  get(id: string, options?: CallOptions): Promise<Workspace>;
}

export const workspacesOver = (call: Call): Workspaces => ({
  put: (id, body, options) => call(workspaceRoutes.put, { params: { workspace: id }, body }, options),
  get: (id, options) => call(workspaceRoutes.get, { params: { workspace: id } }, options),
});
