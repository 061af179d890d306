import type { Workspace } from '@connect/sdk';
import type { Person } from './agencies.ts';

/** Who looks at a page, and at which customer's side of Brightline. */
export interface Visit {
  readonly person: Person;
  /** Name, brand, plan and addresses of the agency, as Connect has them at this moment. */
  readonly workspace: Workspace;
}

/** What Brightline's middleware tells the routes behind it. */
export interface Env {
  Variables: { person: Person; signIn: string; visit: Visit };
}
