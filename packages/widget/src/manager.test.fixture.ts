import type { Session, Workspace } from '@connect/sdk';
import type { LinkSeed, Mocks } from '@connect/sdk/mocks';
import { expect } from '@esm-bundle/chai';
import './connect-link-manager.define.ts';
import type { ConnectLinkManager } from './connect-link-manager.ts';
import { placeSharer, provider, until, type SharerHarness } from './sharer.test.fixture.ts';

export const maya = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
export const jonas = { name: 'Jonas Berg', email: 'jonas@northlight.example' };
export const eventNames = ['connect-link-created', 'connect-link-changed', 'connect-dialog-open', 'connect-dialog-close'];

export type Manager = SharerHarness<ConnectLinkManager>;

/** A moment so many minutes ago. */
export const before = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

/** Three links as an agency has them, the newest first. */
export const threeLinks = (mocks: Mocks) => {
  const add = (given: LinkSeed) => mocks.addLink({ workspace: 'northlight', description: null, clientName: null, ...given });
  const spring = add({ description: 'Spring campaign creators', platforms: ['instagram'], paused: true, sharedBy: jonas, createdAt: before(60 * 24 * 50) });
  const luma = add({ clientName: 'Luma Yoga', description: 'Autumn classes', platforms: ['tiktok'], sharedBy: maya, createdAt: before(60 * 24 * 2), lastOpenedAt: before(30) });
  const harbour = add({ clientName: 'Harbour Coffee', sharedBy: maya, createdAt: before(0) });
  return { spring, luma, harbour };
};

/** A session of Maya's, with a function that answers it. */
export const mayaSession = (mocks: Mocks, given: Partial<Session> = {}) => {
  const session = mocks.addSession({ workspace: 'northlight', actor: maya, ...given });
  return Object.assign(
    provider(() => session),
    { session },
  );
};

export const northlight = (mocks: Mocks, given: Partial<Workspace> = {}) => mocks.addWorkspace({ id: 'northlight', ...given });

export const placeManager = (
  session: Parameters<typeof placeSharer>[1],
  attributes: Readonly<Record<string, string>> = {},
  content = '',
): Promise<Manager> => placeSharer<ConnectLinkManager>('connect-link-manager', session, { attributes, eventNames, content });

/** Opens the dialog as a person does, and waits for the list. */
export const opened = async (session: Parameters<typeof placeSharer>[1], attributes: Readonly<Record<string, string>> = {}): Promise<Manager> => {
  const manager = await placeManager(session, attributes);
  manager.find('.opener').focus();
  manager.find('.opener').click();
  await until('the list is there', () => manager.has('.row[data-link]') || manager.has('.empty'));
  return manager;
};

/** The row of a link. */
export const rowOf = (manager: Manager, { id }: { readonly id: string }): HTMLElement => manager.find(`[data-link="${id}"]`);

/** The words of something, whether or not it is in view: rows out of view are not laid out. */
export const words = (element: Element | null | undefined): string => (element?.textContent ?? '').replace(/\s+/g, ' ').trim();

/** The titles of the rows, with their status. */
export const heads = (manager: Manager): string[] => [...manager.root.querySelectorAll('.row .head')].map(words);

/** axe, once nothing fades in any more. */
export const isAccessible = async (manager: Manager): Promise<void> => {
  const moving = manager.root.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
  // What is taken away meanwhile moves no more.
  await Promise.allSettled(moving.map(({ finished }) => finished));
  await manager.isAccessible();
};

/** Presses a key where the focus is. */
export const press = (manager: Manager, key: string): void => {
  const target = manager.focused ?? expect.fail('nothing has the focus');
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
};

/** Opens a row's menu. */
export const openMenu = (manager: Manager, link: { readonly id: string }): HTMLElement => {
  rowOf(manager, link).querySelector<HTMLElement>('[aria-haspopup=menu]')?.click();
  return manager.find('[role=menu]');
};

/** Chooses from a row's menu. */
export const choose = (manager: Manager, link: { readonly id: string }, item: RegExp): void => {
  manager.control(item, openMenu(manager, link)).click();
};

export const menuOf = (manager: Manager, link: { readonly id: string }): string[] => {
  const menu = openMenu(manager, link);
  const items = [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')].map((one) => one.innerText.trim());
  menu.hidePopover();
  return items;
};

// The form remembers choices from one link to the next.
beforeEach(() => localStorage.clear());
