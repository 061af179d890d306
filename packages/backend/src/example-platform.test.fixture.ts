import type { Platform } from './platforms/port.ts';

/** What every test has its own of: how tokens come, and how long they last. */
type TokenWays = Pick<Platform, 'exchange' | 'refreshWindow' | 'refresh'>;

/** A platform of one account, `@one`, whose page says yes at once; whatever a test wants to be otherwise, it gives. */
export const examplePlatform = (own: TokenWays & Partial<Platform>): Platform => ({
  id: 'example',
  name: 'Example',
  host: 'platform.example',
  preferredMode: 'popup',
  tellsHandle: true,
  scopes: { required: ['basic'], optional: [] },
  permissions: { basic: { title: 'See your profile', detail: 'Name', kind: 'read' } },
  hosts: [],
  authorize: ({ state, redirectUri }) => ({ url: `${redirectUri}?${new URLSearchParams({ code: 'code', state })}` }),
  parseCallback: (query) => ({ kind: 'code', code: query.get('code') ?? '', state: query.get('state') ?? '' }),
  fetchAccounts: async () => [{ id: '1', altIds: [], handle: '@one', displayName: null, pictureUrl: null, type: null }],
  check: async () => undefined,
  revoke: async () => 'unsupported',
  ...own,
});
