import type { Ability } from '@connect/sdk';
import type { Role } from './agencies.ts';

/** What a role is called, what it may do with Connect's elements, and whether it may change Brightline's settings. */
interface Rights {
  readonly name: string;
  readonly can: readonly Ability[];
  readonly settings: boolean;
}

/**
 * Brightline's own roles. Connect knows abilities only; which role has which is the product's decision, and Connect holds
 * every session to it.
 */
export const roles: Readonly<Record<Role, Rights>> = {
  owner: {
    name: 'Owner',
    can: ['links:read', 'links:write', 'links:reveal', 'connections:read', 'connections:write', 'events:read'],
    settings: true,
  },
  // Makes and shares links, but ends nobody's account.
  manager: {
    name: 'Account manager',
    can: ['links:read', 'links:write', 'links:reveal', 'connections:read', 'events:read'],
    settings: false,
  },
  // Shares links without seeing whose accounts are connected.
  freelancer: { name: 'Freelancer', can: ['links:read', 'links:write', 'links:reveal'], settings: false },
  // Looks on.
  intern: { name: 'Intern', can: ['links:read', 'connections:read', 'events:read'], settings: false },
};
