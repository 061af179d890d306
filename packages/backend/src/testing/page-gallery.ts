import { refusals, type RefusalCode } from '@connect/sdk/contract';
import type { PlatformView, Sharer } from '../banner-view.ts';
import { notGrantedBy } from '../grants.ts';
import { chooseLanguage, type Language } from '../locales/index.ts';
import {
  choosePage,
  confirmPage,
  deletionPage,
  donePage,
  goPage,
  launchPage,
  linkPage,
  methodNotAllowedPage,
  notFoundPage,
  originPage,
  progressPage,
  receiptEndPage,
  receiptForgetPage,
  receiptForgottenPage,
  receiptPage,
  refusalPage,
  undoPage,
  type ConnectedAccount,
  type DoneProps,
  type Frame,
  type FlowWindow,
  type LinkProps,
  type Page,
  type ReceiptProps,
} from '../pages/index.ts';
import type { Permission } from '../platforms/port.ts';

/** A hosted page as a recipient may meet it. */
export interface GalleryPage extends Page {
  /** `link`, `refusal-denied`, …; fit for a file's name. */
  readonly name: string;
  /** Whether it loads itself again; a rule of accessibility checkers that such a page fails on purpose. */
  readonly refreshes?: true;
}

const instagram: readonly Permission[] = [
  { title: 'See your profile and posts', detail: 'Name, picture, followers, photos and videos', kind: 'read' },
  { title: 'See how your posts perform', detail: 'Views, reach, likes and saves', kind: 'read' },
  { title: 'Publish posts for you', detail: 'When {org} schedules them in {product}', kind: 'publish' },
  { title: 'Read and answer comments', detail: 'On your own posts', kind: 'read' },
  { title: 'Read and answer your messages', detail: 'Direct messages sent to this account', kind: 'messages' },
];
const tiktok: readonly Permission[] = [
  { title: 'See your profile', detail: 'Name and picture', kind: 'read' },
  { title: 'See how your posts perform', detail: 'Views, reach, likes and saves', kind: 'read' },
  { title: 'Publish videos for you', detail: 'When {org} schedules them in {product}', kind: 'publish' },
];

const at = Date.UTC(2026, 10, 20, 14, 2);
/** One teal pixel: a logo, or a portrait. */
const dot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGMQsPf5DwACrgGmO8PBjQAAAABJRU5ErkJggg==';

/** Every hosted page in a sample world, for looking at and for checking, in the language `tag` (its direction at least). */
export const pageGallery = (tag = 'en'): readonly GalleryPage[] => {
  const language: Language = { ...chooseLanguage([tag]), tag };
  return [...pages(language), ...refusalPages(language)];
};

const frameOf = (language: Language) =>
  ({ language, product: 'Brightline', org: { name: 'Northlight Studio' } }) as const satisfies Frame;

const platform = (id: string, name: string, host: string, grants: readonly Permission[], language: Language): PlatformView => ({
  id,
  name,
  host,
  grants,
  notGranted: notGrantedBy(grants, language.texts),
});

const maya: Sharer = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
const maximiliane: Sharer = {
  name: 'Maximiliane-Alexandra von Hohenstein-Lindqvist',
  email: 'maximiliane-alexandra.von.hohenstein-lindqvist@social.northlight-southbridge.example',
};
const path = `/l/cl_${'a'.repeat(43)}`;
const fid = `cf_${'b'.repeat(43)}`;
const receipt = `/r/rc_${'c'.repeat(43)}`;
const origin = 'https://connect.brightline.example';
const long = 'The Northlight & Southbridge Photography, Film and Social Media Collective of Upper Västernorrland GmbH & Co. KG';

const harbour: ConnectedAccount = {
  platform: 'Instagram',
  handle: '@harbourcoffee',
  displayName: 'Harbour Coffee',
  picture: null,
  repaired: false,
  missing: [],
  receiptUrl: `${origin}${receipt}`,
};

const windowOf = (mode: FlowWindow['mode'], status: 'connected' | 'denied' | null): FlowWindow => ({
  fid,
  mode,
  openerOrigin: mode === 'popup' ? 'https://app.brightline.example' : null,
  result: status && {
    v: 1,
    type: 'connect-link:result',
    fid,
    seq: 4,
    status,
    platform: 'instagram',
    connections: [],
    error: null,
  },
});

const named = (name: string, page: Page): GalleryPage => ({ name, ...page });

const pages = (language: Language): readonly GalleryPage[] => {
  const frame = frameOf(language);
  const ig = (count: number): PlatformView =>
    platform('instagram', 'Instagram', 'instagram.com', instagram.slice(0, count), language);
  const tt = platform('tiktok', 'TikTok', 'tiktok.com', tiktok, language);
  const operator = {
    howItWorks: 'https://brightline.example/connect',
    privacy: 'https://brightline.example/privacy',
    report: 'https://brightline.example/report',
  };
  const link: LinkProps = { ...frame, path, url: `${origin}${path}`, sharer: maya, platforms: [ig(3)] };
  const launch = {
    ...frame,
    path,
    sharer: maya,
    platform: ig(3),
    fid,
    mode: 'popup',
    openerOrigin: 'https://app.brightline.example',
    returnUrl: null,
    bannerRevision: '1',
  } as const;
  const done: DoneProps = { ...frame, window: windowOf('redirect', 'connected'), accounts: [harbour], anotherPath: path, sharer: maya };
  const undo = { post: `/f/${fid}/undo`, fields: { connection: 'con_1' } };
  const tooLate = { ...frame, minutes: 10, account: harbour, receiptPath: receipt, backPath: `/f/${fid}/done` };
  const waiting: DoneProps = { ...done, accounts: [{ ...harbour, isPending: true, undo }], isPending: true };
  const meant: LinkProps = { ...link, platforms: [{ ...ig(3), expected: '@harbourcoffee' }], requiresApproval: true };
  const several = [
    { id: '1', handle: '@harbourcoffee', displayName: 'Harbour Coffee' },
    { id: '2', handle: '@harbourroasters', displayName: null },
  ];
  const roasters: ConnectedAccount = { ...harbour, handle: '@harbourroasters', displayName: null };
  const underWay = { ...frame, window: windowOf('redirect', null), platform: 'Instagram' };
  const kept: ReceiptProps = {
    ...frame,
    path: receipt,
    url: `${origin}${receipt}`,
    status: 'active',
    reason: 'connected',
    account: harbour,
    route: { id: 'instagram', name: 'Instagram' },
    sharer: maya,
    since: at,
    lastUsed: at + 3_600_000,
    grants: ig(3).grants,
  };
  return [
    named('link', linkPage(link)),
    named('link-client', linkPage({ ...link, clientName: 'Harbour Coffee', links: operator })),
    named('link-one-permission', linkPage({ ...link, platforms: [ig(1)] })),
    named('link-five-permissions', linkPage({ ...link, platforms: [ig(5)] })),
    named('link-several', linkPage({ ...link, platforms: [ig(3), tt] })),
    named(
      'link-several-connected',
      linkPage({ ...link, platforms: [ig(3), tt], connected: [{ ...harbour, platform: 'Instagram' }] }),
    ),
    named('link-meant', linkPage(meant)),
    named(
      'link-several-meant',
      linkPage({ ...meant, platforms: [...meant.platforms, { ...tt, expected: '@harbour.coffee.roasters' }] }),
    ),
    named(
      'link-several-waiting',
      linkPage({ ...link, platforms: [ig(3), tt], connected: [{ ...harbour, platform: 'Instagram', isPending: true }] }),
    ),
    named('link-repair', linkPage({ ...link, repair: { max: 3 } })),
    named('link-repair-account', linkPage({ ...link, repair: { handle: '@harbourcoffee' } })),
    named(
      'link-repair-hint',
      linkPage({
        ...link,
        repair: { handle: '@harbourcoffee', platform: 'Instagram', reason: 'refresh_refused', since: at, hint: 's1.k1.hint' },
      }),
    ),
    named(
      'link-repair-left-out',
      linkPage({
        ...link,
        platforms: [{ ...ig(2), declined: instagram.slice(2, 4) }],
        repair: { handle: '@harbourcoffee', platform: 'Instagram', reason: 'removed_at_platform', since: at },
      }),
    ),
    named(
      'link-repair-permission',
      linkPage({
        ...link,
        repair: { handle: '@harbourcoffee', platform: 'Instagram', reason: 'permission_removed', since: at, needed: instagram.slice(0, 1) },
      }),
    ),
    named('link-accent', linkPage({ ...link, org: { name: 'Northlight Studio', accentColor: '#f97316', logo: dot } })),
    named('link-long', linkPage({ ...link, clientName: long, org: { name: long }, sharer: maximiliane })),
    named('launch', launchPage(launch)),
    named('launch-meant', launchPage({ ...launch, platform: { ...ig(3), expected: '@harbourcoffee' }, requiresApproval: true })),
    named('launch-redirect', launchPage({ ...launch, mode: 'redirect', returnUrl: 'https://app.brightline.example/done' })),
    named('go', goPage({ ...frame, platform: ig(3), url: 'https://www.instagram.com/oauth/authorize?client_id=1&state=s' })),
    named('done', donePage(done)),
    named('done-undo', donePage({ ...done, accounts: [{ ...harbour, undo }] })),
    named('done-waiting', donePage(waiting)),
    named('done-waiting-popup', donePage({ ...waiting, window: windowOf('popup', 'connected'), anotherPath: null })),
    named('done-waiting-elsewhere', donePage({ ...waiting, accounts: [] })),
    named('undo-late', undoPage({ ...tooLate, why: 'late' })),
    named('undo-not-here', undoPage({ ...tooLate, why: 'not_here' })),
    named('done-return', donePage({ ...done, returnUrl: 'https://northlight.example/welcome' })),
    named('done-popup', donePage({ ...done, window: windowOf('popup', 'connected'), anotherPath: null })),
    named('done-elsewhere', donePage({ ...done, accounts: [] })),
    named('done-repaired', donePage({ ...done, accounts: [{ ...harbour, repaired: true }] })),
    named(
      'done-left-out',
      donePage({ ...done, accounts: [{ ...harbour, missing: instagram.slice(1, 3).map(({ title }) => title) }] }),
    ),
    named('done-several', donePage({ ...done, accounts: [{ ...harbour, picture: dot }, roasters] })),
    { ...named('progress-checking', progressPage({ ...underWay, step: 'checking' })), refreshes: true },
    { ...named('progress-waiting', progressPage({ ...underWay, step: 'waiting', again: { href: path } })), refreshes: true },
    named('confirm', confirmPage({ ...frame, fid, platform: 'Instagram', sharer: maya, startedAt: at })),
    named('choose', choosePage({ ...frame, fid, accounts: several })),
    named('choose-room', choosePage({ ...frame, fid, accounts: several, room: 1 })),
    named('choose-nothing', choosePage({ ...frame, fid, accounts: several, again: { why: 'nothing', ticked: [] } })),
    named('choose-too-many', choosePage({ ...frame, fid, accounts: several, room: 1, again: { why: 'too_many', ticked: ['1', '2'] } })),
    named('receipt', receiptPage(kept)),
    named('receipt-unused', receiptPage({ ...kept, lastUsed: null })),
    named('receipt-needs-reconnect', receiptPage({ ...kept, status: 'needs_reconnect', reason: 'password_changed', linkPath: path })),
    named('receipt-waiting', receiptPage({ ...kept, status: 'pending_approval', lastUsed: null })),
    named('receipt-rejected', receiptPage({ ...kept, status: 'disconnected', reason: 'approval_rejected', endedAt: at })),
    named('receipt-ended', receiptPage({ ...kept, status: 'disconnected', reason: 'disconnected_by_recipient', endedAt: at, revocation: 'revoked', linkPath: path })),
    named('receipt-ended-partly', receiptPage({ ...kept, status: 'disconnected', reason: 'disconnected_by_product', endedAt: at, revocation: 'by_hand' })),
    named('receipt-ended-trying', receiptPage({ ...kept, status: 'disconnected', reason: 'disconnected_by_recipient', endedAt: at, revocation: 'pending' })),
    named('receipt-ended-kept', receiptPage({ ...kept, status: 'disconnected', reason: 'disconnected_by_recipient', endedAt: at, revocation: 'kept_for_others' })),
    named('receipt-left-out', receiptPage({ ...kept, grants: instagram.slice(0, 1), declined: instagram.slice(1, 3) })),
    named('receipt-ended-there', receiptPage({ ...kept, status: 'disconnected', endedAt: at, reason: 'removed_at_platform', linkPath: path })),
    named('receipt-forget', receiptForgetPage(kept)),
    named('receipt-forgotten', receiptForgottenPage({ ...kept, revocation: 'by_hand' })),
    named('receipt-forgotten-kept', receiptForgottenPage({ ...kept, revocation: 'kept_for_others' })),
    ...(['by_hand', 'pending', 'kept_for_others', 'given_up'] as const).map((revocation) =>
      named(
        `undone-${revocation}`,
        refusalPage({
          ...frame,
          code: 'connection_undone',
          values: { org: 'Northlight Studio', handle: '@harbourcoffee', platform: 'Instagram' },
          ended: { revocation, route: 'instagram', platform: 'Instagram' },
          targets: { retry: { href: path } },
          window: windowOf('view', null),
        }),
      ),
    ),
    named('receipt-end', receiptEndPage(kept)),
    named('receipt-end-waiting', receiptEndPage({ ...kept, status: 'pending_approval' })),
    named('deletion-done', deletionPage({ language, product: 'Brightline', deletion: { status: 'done', receivedAt: at, doneAt: at + 1000 } })),
    named('deletion-nothing', deletionPage({ language, product: 'Brightline', deletion: { status: 'nothing_found', receivedAt: at, doneAt: at } })),
    named('deletion-under-way', deletionPage({ language, product: 'Brightline', deletion: { status: 'under_way', receivedAt: at, doneAt: null } })),
    named('deletion-not-found', deletionPage({ language, product: 'Brightline', deletion: null })),
    named('origin', originPage({ language, product: 'Brightline' })),
    named('not-found', notFoundPage({ language, product: 'Brightline' })),
    named('method-not-allowed', methodNotAllowedPage({ language, product: 'Brightline' })),
  ];
};

/** Codes of pages that know of no link. */
const anonymous = new Set<RefusalCode>([
  'link_not_found',
  'flow_not_yours',
  'receipt_not_found',
  'too_many_attempts',
  'not_from_here',
]);

const refusalPages = (language: Language): readonly GalleryPage[] => {
  const { org, ...bare } = frameOf(language);
  const values = {
    org: org.name,
    sharer: maya.name,
    sharerEmail: maya.email,
    product: 'Brightline',
    platform: 'Instagram',
    handle: '@harbourcoffee',
    expected: '@harbourcoffee.official',
    platformHost: 'instagram.com',
    missing: ['See how your posts perform'],
    expiresAt: new Date(at).toISOString(),
    max: '3',
    seconds: '40',
    host: 'connect.brightline.example',
    ref: 'req_7Hq2mVb0Zc',
  };
  const targets = {
    retry: { post: `${path}/start`, fields: { platform: 'instagram' } },
    another: { post: `${path}/start`, fields: { platform: 'instagram', choose: '1' } },
    anyway: { post: `${path}/start`, fields: { platform: 'instagram', other: '1' } },
    check: { href: path },
    repair: { href: `${path}?repair` },
    copy: `${origin}${path}`,
  };
  const known = { ...bare, org, values, targets };
  const page = (code: RefusalCode): Page =>
    refusalPage(anonymous.has(code) ? { ...bare, code, values: { seconds: '40' } } : { ...known, code });
  return [
    ...(Object.keys(refusals) as RefusalCode[]).map((code) => named(`refusal-${code}`, page(code))),
    named('refusal-denied-popup', refusalPage({ ...known, code: 'denied', window: windowOf('popup', 'denied') })),
  ];
};
