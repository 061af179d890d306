import type { Ability, Connection, Link, LinkInput, LinkWithUrl, WorkspaceInput } from '@connect/sdk';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { World } from './world.ts';

declare global {
  interface Window {
    /** What the page's own policy refused: directive and address. */
    refused: string[];
    /** The events of the sharer's elements. */
    heard: { type: string; detail: { link?: string; connection?: string; status?: string } }[];
  }
}

/** A workspace of its own, so that a page shows nothing of other tests. */
export interface Agency {
  readonly id: string;
  put(change?: Partial<WorkspaceInput>): Promise<void>;
  link(change?: Partial<LinkInput>): Promise<LinkWithUrl>;
  links(): Promise<readonly Link[]>;
  connections(): Promise<readonly Connection[]>;
}

let agencies = 0;

/** Makes a workspace that nobody else uses. */
export const newAgency = async (world: World): Promise<Agency> => {
  agencies += 1;
  const id = `agency-${agencies}`;
  const put = async (change: Partial<WorkspaceInput> = {}): Promise<void> => {
    await world.client.workspaces.put(id, { name: 'Northlight Studio', embedOrigins: [world.embed('shop')], returnUrls: [], ...change });
  };
  await put();
  return {
    id,
    put,
    link: (change = {}) => world.link({ workspace: id, ...change }),
    links: async () => (await world.client.links.list({ workspace: id, limit: 100 })).data,
    connections: async () => (await world.client.connections.list({ workspace: id, limit: 100 })).data,
  };
};

export interface SharerPage {
  readonly workspace: string;
  readonly as?: 'maya' | 'jonas';
  readonly can?: readonly Ability[];
  /** One link for each platform, in the page. */
  readonly fixed?: boolean;
  /** The elements get one session, and no function to ask for the next. */
  readonly once?: boolean;
  /** The product page's own policy. */
  readonly csp?: string;
}

/** The address of a product page with the sharer's elements, for somebody who is signed in there. */
export const sharerAddress = (world: World, { workspace, as = 'maya', can, fixed, once, csp }: SharerPage): string => {
  const query = new URLSearchParams({ workspace, as });
  if (can) query.set('can', can.join());
  if (fixed) query.set('fixed', '');
  if (once) query.set('once', '');
  if (csp) query.set('csp', csp);
  return `${world.embed('shop')}/sharer?${query}`;
};

/** Opens such a page; the browser may use the clipboard there. */
export const openSharer = async (context: BrowserContext, world: World, options: SharerPage): Promise<Page> => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.embed('shop') });
  const page = await context.newPage();
  await page.goto(sharerAddress(world, options));
  return page;
};

/** The manager's dialog. */
export const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Connect links' });

/** Presses the manager's button; the dialog, once the links of the workspace are there. */
export const openManager = async (page: Page): Promise<Locator> => {
  await page.locator('connect-link-manager').getByRole('button', { name: 'Connect links' }).click();
  const dialog = dialogOf(page);
  await dialog.locator('.body').locator('[data-link], .empty, form').first().waitFor();
  return dialog;
};

/** The list of accounts. */
export const accountsOf = (page: Page): Locator => page.locator('connect-account-list');

/** A row of the list of accounts; its handle stands in it. */
export const accountOf = (page: Page, handle: string): Locator => accountsOf(page).getByRole('listitem').filter({ hasText: handle });

/** A row of the dialog's list, by the link's client or note. */
export const rowOf = (page: Page, name: string): Locator => dialogOf(page).locator('[data-link]').filter({ hasText: name });

/** Chooses something from the menu of a link's row. */
export const choose = async (page: Page, name: string, item: string): Promise<void> => {
  await rowOf(page, name).getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
};

/** Waits until the timeline that is open tells of something. */
export const happened = (page: Page, what: string | RegExp): Promise<void> => dialogOf(page).locator('.events').getByText(what).first().waitFor();

/** A link that somebody fills in. */
export interface FilledLink {
  readonly client: string;
  /** Names of platforms; by default both. */
  readonly platforms?: readonly string[];
  /** Does what is to be done below "More options". */
  readonly more?: (dialog: Locator) => Promise<void>;
}

/** Fills in the form for a new link. Nothing is sent. */
export const fillForm = async (page: Page, { client, platforms = ['Instagram', 'TikTok'], more }: FilledLink): Promise<Locator> => {
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: 'New link' }).first().click();
  await dialog.getByRole('textbox', { name: /^Who is it for/ }).fill(client);
  for (const name of ['Instagram', 'TikTok', 'Instagram through Facebook']) {
    await dialog.getByRole('checkbox', { name, exact: true }).setChecked(platforms.includes(name));
  }
  if (more) {
    await dialog.getByText('More options').click();
    await more(dialog);
  }
  return dialog;
};

/** The address in the panel that shows it. */
export const shownUrl = (page: Page, client: string): Promise<string> =>
  dialogOf(page).getByRole('textbox', { name: `Link for ${client}` }).inputValue();

/** Makes a link in the dialog; its address. */
export const makeLink = async (page: Page, link: FilledLink): Promise<string> => {
  const dialog = await fillForm(page, link);
  await dialog.getByRole('button', { name: 'Make link' }).click();
  return shownUrl(page, link.client);
};

/** Answers a question of the elements. */
export const confirm = (page: Page, name: string): Promise<void> => page.getByRole('alertdialog').getByRole('button', { name, exact: true }).click();

/** What the clipboard holds. */
export const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
