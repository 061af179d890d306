import { refusals, type RefusalCode } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { chooseLanguage } from '../locales/index.ts';
import { refusalNames } from '../refusal-text.ts';
import {
  confirmPage,
  donePage,
  goPage,
  launchPage,
  linkPage,
  progressPage,
  receiptEndPage,
  receiptForgetPage,
  receiptForgottenPage,
  receiptPage,
  refusalPage,
  undoPage,
  type FlowWindow,
  type Frame,
  type Page,
} from './index.ts';

/** What nobody should be able to put into a page: an element, the end of an attribute, a style, text that turns around. */
const hostiles = [
  '</title><script>alert(1)</script>',
  `" autofocus onfocus="alert(1)" x="`,
  `' onload='alert(1)`,
  '</style><style>*{display:none}</style>',
  '<img src=x onerror=alert(1)>',
  '&lt;b&gt;',
  'مرحبا <b>"bold"</b> שלום',
  '{org} {product} ${process.exit()}',
];

const pagesWith = (text: string): readonly Page[] => {
  const frame: Frame & { org: { name: string } } = {
    language: chooseLanguage(['en']),
    product: text,
    org: { name: text },
    links: { howItWorks: `https://a.example/?${encodeURIComponent(text)}`, privacy: 'https://a.example/"><script>' },
  };
  const sharer = { name: text, email: text };
  const grants = [{ title: text, detail: text }, { title: 'Other', detail: '' }];
  const platform = { id: text, name: text, host: text, grants, notGranted: [text] };
  const receiptUrl = 'https://a.example/r/rc_1';
  const account = {
    platform: text,
    handle: text,
    displayName: text,
    picture: null,
    repaired: false,
    missing: [text],
    receiptUrl,
  };
  const window: FlowWindow = {
    fid: 'cf_1',
    mode: 'popup',
    openerOrigin: text,
    result: {
      v: 1,
      type: 'connect-link:result',
      fid: 'cf_1',
      seq: 1,
      status: 'connected',
      platform: text,
      connections: [{ id: 'con_1', platform: text, status: 'active', handle: text }],
      error: { code: 'denied', title: text, detail: text },
    },
  };
  const values = {
    ...Object.fromEntries([...refusalNames, 'sharerEmail', 'expiresAt'].map((name) => [name, text])),
    missing: [text, text],
  };
  const targets = {
    retry: { post: '/l/x/start', fields: { [text]: text } },
    check: { href: `/l/${encodeURIComponent(text)}` },
    anyway: { post: text, fields: {} },
    copy: text,
  };
  const receipt = {
    ...frame,
    path: '/r/rc_1',
    url: text,
    status: 'active',
    reason: 'connected',
    account,
    route: { id: text, name: text },
    sharer,
    since: 0,
    lastUsed: 0,
    grants,
  } as const;
  const link = { ...frame, path: '/l/x', url: text, sharer, clientName: text };
  return [
    linkPage({ ...link, platforms: [platform] }),
    linkPage({
      ...link,
      platforms: [platform, { ...platform, id: 'other', grants: [{ title: `${text}2`, detail: text }] }],
      connected: [{ platform: text, handle: text }],
    }),
    linkPage({ ...link, platforms: [{ ...platform, expected: text }], requiresApproval: true }),
    linkPage({ ...link, platforms: [platform], repair: { handle: text } }),
    launchPage({ ...link, platform, fid: 'cf_1', mode: 'popup', openerOrigin: text, returnUrl: text, bannerRevision: text }),
    goPage({ ...frame, platform, url: `https://a.example/?${text}` }),
    donePage({ ...frame, sharer, window, accounts: [{ ...account, isPending: true }], isPending: true }),
    donePage({ ...frame, sharer, window, accounts: [account, { ...account, undo: { post: text, fields: { [text]: text } } }], returnUrl: 'https://a.example/?"><script>', anotherPath: '/l/x' }),
    progressPage({ ...frame, window, platform: text, step: 'waiting' }),
    confirmPage({ ...frame, fid: 'cf_1', platform: text, sharer, startedAt: 0 }),
    receiptPage(receipt),
    receiptPage({ ...receipt, status: 'disconnected', revocation: 'by_hand' }),
    receiptPage({ ...receipt, status: 'disconnected', reason: 'approval_rejected' }),
    receiptPage({ ...receipt, status: 'pending_approval' }),
    undoPage({ ...frame, why: 'late', minutes: 10, account, receiptPath: text, backPath: text }),
    receiptEndPage(receipt),
    receiptForgetPage(receipt),
    receiptForgottenPage(receipt),
    ...(Object.keys(refusals) as RefusalCode[]).map((code) => refusalPage({ ...frame, code, values, targets, window })),
  ];
};

const tags = /<\/?([a-z][a-z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"]*")?)*)\s*\/?>/g;

/**
 * A page without what it holds: its tags and the names of their attributes. A permission may name an organisation, so
 * `bdi` comes and goes.
 */
const skeleton = (html: string): readonly string[] =>
  [...html.replaceAll(/<style>.*?<\/style>|<\/?bdi>/gs, '').matchAll(tags)].map(
    ([, tag, attributes]) => `${tag} ${(attributes ?? '').replaceAll(/="[^"]*"/g, '').trim()}`,
  );

const harmless = pagesWith('Name').map(({ html }) => skeleton(html));

test.each(hostiles)('%s changes no page', (text) => {
  for (const [index, { html }] of pagesWith(text).entries()) {
    expect(/<script|<img src=x|onfocus="|onload='/.exec(html)).toBeNull();
    expect(skeleton(html)).toEqual(harmless[index]);
  }
});

test('every value on the link page is isolated from the words around it', () => {
  const [page] = pagesWith('שם');
  const text = (page?.html ?? '').slice(page?.html.indexOf('<main'));
  const bare = text.replaceAll(/<bdi[^>]*>שם<\/bdi>/g, '').replaceAll(/<[^>]*>/g, '');
  // Left are words of our own, nobody's name: a permission's title, its detail, and what cannot be done.
  expect(bare.match(/שם/g) ?? []).toHaveLength(3);
});
