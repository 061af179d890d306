import { expect, test } from 'vitest';
import type { PlatformView } from '../banner-view.ts';
import { chooseLanguage } from '../locales/index.ts';
import { linkPage, type LinkProps } from './index.ts';

const instagram: PlatformView = {
  id: 'instagram',
  name: 'Instagram',
  host: 'instagram.com',
  grants: [
    { title: 'See how your posts perform', detail: 'Views and likes' },
    { title: 'Publish posts for you', detail: 'When {org} schedules them in {product}' },
  ],
  notGranted: ['see your password', 'read your messages', 'run ads'],
};
const tiktok: PlatformView = {
  ...instagram,
  id: 'tiktok',
  name: 'TikTok',
  grants: [
    { title: 'See how your posts perform', detail: 'Views and likes' },
    { title: 'See your profile', detail: 'Name and picture' },
  ],
  notGranted: ['see your password', 'post anything', 'run ads'],
};
const props: LinkProps = {
  language: chooseLanguage(['en-GB']),
  product: 'Brightline',
  org: { name: 'Northlight Studio' },
  path: '/l/cl_secret',
  url: 'https://connect.example/l/cl_secret',
  sharer: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
  platforms: [instagram],
};
const textOf = (html: string): string =>
  html
    .slice(html.indexOf('<main'))
    .replaceAll(/<section[^>]* hidden>.*?<\/section>/gs, '')
    .replaceAll(/<\/?bdi[^>]*>/g, '')
    .replaceAll(/<[^>]+>/g, '\n')
    .replaceAll(/\n+/g, '\n');

const expectOrder = (text: string, parts: readonly string[]): void => {
  const places = parts.map((part) => text.indexOf(part));
  expect(parts.filter((_, at) => places[at] === -1)).toEqual([]);
  expect(places).toEqual([...places].sort((a, b) => a - b));
};

test('the page says who, what, what not, and only then asks; the rest follows', () => {
  const { html, status } = linkPage(props);
  expect(status).toBe(200);
  expectOrder(textOf(html), [
    'Northlight Studio',
    'Connect your Instagram account to Northlight Studio',
    'Shared by Maya Lindqvist',
    'maya@northlight.example',
    'Northlight Studio will be able to',
    'See how your posts perform',
    'When Northlight Studio schedules them in Brightline',
    'It can’t see your password or read your messages.',
    'Continue with Instagram',
    'You log in at Instagram, not here. It will show the name Brightline, the tool Northlight Studio uses.',
    'Instagram will use the account you’re logged in to there.',
    'Switch account',
    'You can undo this at any time, without an account.',
    'Don’t know Maya Lindqvist? Close this page.',
  ]);
});

test('the button is a form that works without a script', () => {
  const { html } = linkPage(props);
  const form =
    '<form method="post" action="/l/cl_secret/start" data-start><input type="hidden" name="platform" value="instagram">';
  expect(html).toContain(form);
  expect(html).toContain('data-opened="/l/cl_secret/opened"');
});

test('a preview in a chat names the organisation, not the person', () => {
  const { html } = linkPage({ ...props, clientName: 'Harbour Coffee' });
  const head = html.slice(0, html.indexOf('<body'));
  expect(head).toContain('<meta property="og:title" content="Connect link from Northlight Studio">');
  expect(head).not.toMatch(/Maya|maya@|Harbour/);
});

test('whom the link is meant for, and that accounts are looked at first, is said before the button, and not in a preview', () => {
  const meant = { ...props, platforms: [{ ...instagram, expected: '@harbourcoffee' }], requiresApproval: true };
  const { html } = linkPage(meant);
  const said = ['This link is meant for @harbourcoffee.', 'Northlight Studio looks at new accounts before using them.'];
  expectOrder(textOf(html), [...said, 'Continue with Instagram']);
  expect(html.slice(0, html.indexOf('<body'))).not.toMatch(/harbourcoffee|looks at/);
  expect(textOf(linkPage(props).html)).not.toMatch(/is meant for|looks at new accounts/);
  const several = textOf(linkPage({ ...meant, platforms: [...meant.platforms, tiktok] }).html);
  expect(several).toContain('On Instagram this link is meant for @harbourcoffee.');
});

test('another account than the one that is logged in is one button away, without a script', () => {
  const form =
    /<form method="post" action="\/l\/cl_secret\/start" data-start><input type="hidden" name="platform" value="(\w+)"><input type="hidden" name="choose" value="1">/g;
  const formsOf = (page: { html: string }) => [...page.html.replaceAll('\n', '').matchAll(form)].map(([, platform]) => platform);
  expect(formsOf(linkPage(props))).toEqual(['instagram']);
  const several = linkPage({ ...props, platforms: [instagram, tiktok] });
  expect(formsOf(several)).toEqual(['instagram', 'tiktok']);
  expectOrder(textOf(several.html), ['Continue with TikTok', 'Switch account on Instagram', 'Switch account on TikTok']);
});

test('several platforms have equal buttons, and what they share is said once', () => {
  const { html } = linkPage({ ...props, platforms: [instagram, tiktok] });
  const text = textOf(html);
  expect(text.match(/See how your posts perform/g)).toHaveLength(1);
  expectOrder(text, [
    'Connect your accounts to Northlight Studio',
    'See how your posts perform',
    'On Instagram',
    'Publish posts for you',
    'On TikTok',
    'See your profile',
    'It can’t see your password or run ads.',
    'Continue with Instagram',
    'Continue with TikTok',
  ]);
  expect(html.match(/<button class="btn primary"/g)).toHaveLength(2);
});

test('what is connected already is ticked and its button stays', () => {
  const connected = [{ platform: 'TikTok', handle: '@harbour' }];
  const text = textOf(linkPage({ ...props, platforms: [instagram, tiktok], connected }).html);
  expectOrder(text, ['@harbour on TikTok is connected.', 'Continue with Instagram', 'Continue with TikTok']);
});

test('what waits for approval is not called connected', () => {
  const connected = [{ platform: 'Instagram', handle: '@harbour', isPending: true }];
  expect(textOf(linkPage({ ...props, connected }).html)).toContain('@harbour on Instagram is waiting for Northlight Studio.');
});

test('an exhausted link invites to repair', () => {
  const text = textOf(linkPage({ ...props, repair: { max: 3 } }).html);
  const title = 'Connect your Instagram account to Northlight Studio again';
  expectOrder(text, [title, 'All 3 places on this link are taken.', 'Continue with Instagram']);
  expect(textOf(linkPage({ ...props, repair: { handle: '@harbour' } }).html)).toContain('@harbour needs to be connected again');
});

test('the hint for browsers within apps stands before the button and is hidden', () => {
  const { html } = linkPage(props);
  expect(html).toMatch(/<section class="in" data-in-app hidden>.*<bdi data-in-app-name><\/bdi>.*data-start/s);
});

test('whom the link is for is said, where it is known', () => {
  expect(textOf(linkPage({ ...props, clientName: 'Harbour Coffee' }).html)).toContain('For Harbour Coffee');
  expect(textOf(linkPage(props).html)).not.toContain('For ');
});

test('the footer links to the operator’s pages, or explains by itself', () => {
  expect(linkPage(props).html).toContain('<summary>How this works</summary>');
  const own = linkPage({ ...props, links: { howItWorks: 'https://a.example/how', privacy: 'https://a.example/privacy' } }).html;
  expect(own).toContain('<a href="https://a.example/how">How this works</a><a href="https://a.example/privacy">Privacy</a>');
  expect(own).not.toContain('<summary>How');
  expect(own).not.toContain('Report this page');
});

test('the accent colour and the logo are the organisation’s', () => {
  const page = linkPage({ ...props, org: { name: 'Northlight Studio', accentColor: '#f97316', logo: '/pictures/pic_1' } });
  expect(page.html).toContain('<img class="tile" src="/pictures/pic_1" alt="" width="44" height="44">');
  expect(page.html).toMatch(/--cl-accent:#f97316/);
  expect(page.styleHashes).toHaveLength(2);
});
