import type { Call, CallOptions } from '../call.ts';
import type { Workspace } from '../contract/workspace.ts';
import { workspacePaths } from '../contract/paths.ts';
import type { WorkspaceInput } from '../contract/workspaces.ts';

/** The tenants of your product that links and connections belong to. */
export interface Workspaces {
  /** Creates a workspace under your own id, or replaces all that it is set to. */
  put(id: string, input: WorkspaceInput, options?: CallOptions): Promise<Workspace>;
  /** Reads a workspace; with a session without its settings. `not_found` where there is none. */
  get(id: string, options?: CallOptions): Promise<Workspace>;
}

/** What every caller may do. */
export const workspaceOver = (call: Call): Pick<Workspaces, 'get'> => ({
  get: (id, options) => call(workspacePaths.get, { params: { workspace: id } }, options),
});

export const workspacesOver = (call: Call): Workspaces => ({
  put: (id, body, options) => call(workspacePaths.put, { params: { workspace: id }, body }, options),
  ...workspaceOver(call),
});
