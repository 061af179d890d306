import { expect, test } from 'vitest';
import { chooseLanguage } from '../locales/index.ts';
import {
  confirmPage,
  donePage,
  goPage,
  launchPage,
  progressPage,
  receiptEndPage,
  receiptForgetPage,
  receiptForgottenPage,
  receiptPage,
  refusalPage,
  undoPage,
  type ConnectedAccount,
  type FlowWindow,
  type ReceiptProps,
} from './index.ts';

const frame = { language: chooseLanguage(['en-GB']), product: 'Brightline', org: { name: 'Northlight Studio' } };
const sharer = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
const fid = `cf_${'b'.repeat(43)}`;
const account: ConnectedAccount = {
  platform: 'Instagram',
  handle: '@harbourcoffee',
  displayName: 'Harbour Coffee',
  picture: '/pictures/pic_1',
  repaired: false,
  missing: [],
  receiptUrl: 'https://connect.example/r/rc_1',
};
const result: NonNullable<FlowWindow['result']> = {
  v: 1,
  type: 'connect-link:result',
  fid,
  seq: 4,
  status: 'connected',
  platform: 'instagram',
  connections: [],
  error: null,
};
const window: FlowWindow = { fid, mode: 'popup', openerOrigin: 'https://app.example', result };
const attribute = (html: string, name: string): string | undefined =>
  new RegExp(` data-${name}="([^"]*)"`).exec(html)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const flat = (html: string): string => html.replaceAll('\n', '');

test('the launch page tells its script what it was opened with, and is a form without one', () => {
  const platform = { id: 'instagram', name: 'Instagram', host: 'instagram.com', grants: [], notGranted: [] };
  const { html } = launchPage({
    ...frame,
    path: '/l/cl_1',
    sharer,
    platform,
    fid,
    mode: 'redirect',
    openerOrigin: null,
    returnUrl: 'https://app.example/back',
    bannerRevision: 'r1',
  });
  const read = (name: string) => attribute(html, name);
  expect(['page', 'link', 'fid', 'platform', 'mode', 'opener-origin', 'return-url', 'banner'].map(read)).toEqual([
    'launch',
    '/l/cl_1',
    fid,
    'instagram',
    'redirect',
    '',
    'https://app.example/back',
    'r1',
  ]);
  const form = /<form method="post" action="\/l\/cl_1\/start" data-start>(.*?)<button/s.exec(html)?.[1] ?? '';
  expect([...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value])).toEqual([
    ['platform', 'instagram'],
    ['fid', fid],
    ['mode', 'redirect'],
    ['returnUrl', 'https://app.example/back'],
  ]);
  expect(html).toMatch(
    /<section class="col" data-banner-section>.*Maya Lindqvist.*<section class="stack" data-taking hidden>.*<section class="col" data-refusal hidden>/s,
  );
});

test('the page on the way goes on by itself and has a link to follow', () => {
  const url = 'https://instagram.com/authorize?a=1&b="2"';
  const escaped = 'https://instagram.com/authorize?a=1&amp;b=&quot;2&quot;';
  const { html } = goPage({ ...frame, platform: { name: 'Instagram', host: 'instagram.com' }, url });
  expect(html).toContain(`<meta http-equiv="refresh" content="0;url=${escaped}">`);
  expect(html).toContain(`<a class="btn primary" href="${escaped}"><span>Continue to <bdi>Instagram</bdi></span></a>`);
  expect(html).toContain('<bdi class="strong">instagram.com</bdi>');
});

test('the last page hands its script the result exactly', () => {
  const told = { ...result, connections: [{ id: 'con_1', platform: 'instagram', status: 'active', handle: `@a"'<&` }] };
  const { html } = donePage({ ...frame, sharer, window: { ...window, result: told }, accounts: [account] });
  const unescaped = attribute(html, 'result')?.replaceAll('&#39;', "'").replaceAll('&lt;', '<');
  expect(JSON.parse(unescaped ?? '')).toEqual(told);
  expect(attribute(html, 'opener-origin')).toBe('https://app.example');
});

test('only a popup whose flow has ended closes by itself', () => {
  const closes = (changes: Partial<FlowWindow>) =>
    attribute(donePage({ ...frame, sharer, window: { ...window, ...changes }, accounts: [account] }).html, 'auto-close');
  expect(closes({})).toBe('true');
  expect(closes({ mode: 'redirect' })).toBe('false');
  expect(closes({ mode: 'view' })).toBe('false');
  expect(closes({ result: null })).toBe('false');
});

test('success names the account, the way back, the way to more and the receipt', () => {
  const ways = { returnUrl: 'https://northlight.example/welcome', anotherPath: '/l/cl_1' };
  const { html } = donePage({ ...frame, sharer, window, accounts: [account], ...ways });
  expect(html).toContain('<h1 tabindex="-1" autofocus><bdi>@harbourcoffee</bdi> is connected</h1>');
  expect(html).toContain('<img class="tile round" src="/pictures/pic_1"');
  expect(html).toContain(`<a class="btn primary" href="${ways.returnUrl}"><span>Go to <bdi>northlight.example</bdi></span></a>`);
  expect(html).toContain('href="/l/cl_1"');
  expect(html).toContain('You can close this window.');
  expect(html).toContain('value="https://connect.example/r/rc_1"');
  expect(html).toContain('href="/r/rc_1?end"');
});

test('success has no way back where there is none', () => {
  const { html } = donePage({ ...frame, sharer, window, accounts: [account] });
  expect(html).not.toMatch(/Go to|Connect another/);
});

test('a repaired account and several accounts have titles of their own', () => {
  const repaired = donePage({ ...frame, sharer, window, accounts: [{ ...account, repaired: true }] }).html;
  expect(repaired).toContain('<bdi>@harbourcoffee</bdi> works again');
  const other = { ...account, handle: '@other', displayName: null, receiptUrl: 'https://connect.example/r/rc_2' };
  const several = donePage({ ...frame, sharer, window, accounts: [account, other] }).html;
  expect(several).toContain('Your accounts are connected');
  for (const part of ['@harbourcoffee', '@other', 'rc_1', 'rc_2']) expect(several).toContain(part);
});

test('what was just connected can be undone by a form; later the receipt ends it', () => {
  const undo = { post: `/f/${fid}/undo`, fields: { connection: 'con_1' } };
  const { html } = donePage({ ...frame, sharer, window, accounts: [{ ...account, undo }] });
  expect(flat(html)).toContain(
    `<span>Right account?</span><form method="post" action="/f/${fid}/undo"><input type="hidden" name="connection" value="con_1"><button class="switch"><span>No, undo this</span>`,
  );
  expect(html).not.toContain('?end"');
});

test('an account that waits for approval says for whom, and that nothing is used until then', () => {
  const waiting = { ...frame, sharer, window, isPending: true };
  const { html } = donePage({ ...waiting, accounts: [{ ...account, isPending: true }] });
  expect(html).toContain('<bdi>@harbourcoffee</bdi> is waiting for <bdi>Northlight Studio</bdi></h1>');
  expect(html).toContain('<bdi>Maya Lindqvist</bdi> confirms new accounts. Until then nothing is read or posted.');
  expect(html).not.toMatch(/is connected|can now use/);
  const elsewhere = donePage({ ...waiting, accounts: [] }).html;
  expect(elsewhere).toContain('Your account is waiting for <bdi>Northlight Studio</bdi></h1>');
  expect(elsewhere).not.toContain('harbourcoffee');
});

test('what cannot be undone any more says why, and leads to the receipt', () => {
  const props = { ...frame, minutes: 10, account, receiptPath: '/r/rc_1', backPath: `/f/${fid}/done` };
  const late = undoPage({ ...props, why: 'late' });
  expect(late.status).toBe(409);
  for (const part of ['too late to undo', 'Undoing works for <bdi>10</bdi> minutes', 'href="/r/rc_1?end"', 'is still connected']) {
    expect(late.html).toContain(part);
  }
  expect(undoPage({ ...props, why: 'not_here' }).html).toContain('Only a connection that was just made here');
});

test('a permission that was left out is said', () => {
  const { html } = donePage({ ...frame, sharer, window, accounts: [{ ...account, missing: ['See your numbers'] }] });
  expect(html).toContain('You left out: <bdi>“See your numbers”</bdi>. That’s fine.');
});

test('a flow under way asks again by itself and names no account', () => {
  const under = { ...frame, window: { ...window, result: null }, platform: 'Instagram' };
  expect(progressPage({ ...under, step: 'checking' }).html).toContain('<meta http-equiv="refresh" content="1">');
  const waiting = progressPage({ ...under, step: 'waiting', again: { href: '/l/cl_1' } }).html;
  expect(waiting).toContain('<meta http-equiv="refresh" content="3">');
  expect(attribute(waiting, 'result')).toBe('');
});

test('the question names platform, organisation, sharer and time, and its answers look alike', () => {
  const { html } = confirmPage({ ...frame, fid, platform: 'Instagram', sharer, startedAt: Date.UTC(2026, 10, 20, 14, 2) });
  for (const part of ['<bdi>Instagram</bdi>', '<bdi>Northlight Studio</bdi>', '<bdi>Maya Lindqvist</bdi>']) {
    expect(html).toContain(part);
  }
  expect(html).toContain('<time datetime="2026-11-20T14:02:00.000Z" data-format="time">14:02 UTC</time>');
  expect(html).toContain(`<form class="two" method="post" action="/f/${fid}/confirm">`);
  expect([...html.matchAll(/<button class="btn" name="answer" value="(\w+)">/g)].map(([, value]) => value)).toEqual([
    'yes',
    'no',
  ]);
});

const receipt: ReceiptProps = {
  ...frame,
  path: '/r/rc_1',
  url: 'https://connect.example/r/rc_1',
  status: 'active',
  reason: 'connected',
  account,
  route: { id: 'instagram', name: 'Instagram' },
  sharer,
  since: Date.UTC(2026, 10, 3),
  lastUsed: null,
  grants: [{ title: 'See your profile', detail: 'Name' }],
};

test('a receipt says what is and offers to end it, by a dialog or by a page', () => {
  const { html } = receiptPage(receipt);
  const facts = [
    'Connected and working',
    '3 November 2026',
    'Not used yet',
    'See your profile',
    'maya@northlight.example',
    'Brightline',
  ];
  for (const fact of facts) expect(html).toContain(fact);
  expect(flat(html)).toContain(
    '<form method="get" action="/r/rc_1"><input type="hidden" name="end" value=""><button class="btn danger" data-confirm-dialog="end">',
  );
  expect(html).toMatch(/<dialog id="end".*action="\/r\/rc_1\/disconnect".*formmethod="dialog"/s);
});

test('without a dialog the end has a page of its own, with a way back', () => {
  const { html } = receiptEndPage(receipt);
  expect(html).toContain('End the connection of <bdi>@harbourcoffee</bdi>?');
  expect(html).toMatch(
    /<form method="post" action="\/r\/rc_1\/disconnect">.*End connection.*<a class="btn" href="\/r\/rc_1">.*Keep it/s,
  );
});

test('an ended receipt offers nothing more, and says what is left to do', () => {
  const ended = { ...receipt, status: 'disconnected', reason: 'disconnected_by_product', endedAt: Date.UTC(2026, 10, 20, 14, 2) } as const;
  expect(receiptPage({ ...ended, revocation: 'revoked' }).html).toContain('no longer has access to <bdi>@harbourcoffee</bdi>');
  const partly = receiptPage({ ...ended, revocation: 'by_hand' }).html;
  expect(partly).toContain('“Apps and websites”');
  expect(partly).toContain('<bdi>Northlight Studio</bdi> ended this connection.');
  expect(partly).not.toMatch(/End this connection|See your profile/);
  expect(partly).toContain('>20 Nov 2026, 14:02 UTC</time>');
});

test('a broken receipt says why and how to repair it, by the link or by whoever sent it', () => {
  const broken = { ...receipt, status: 'needs_reconnect', reason: 'password_changed' } as const;
  const { html } = receiptPage({ ...broken, linkPath: '/l/cl_1?repair=s1.hint' });
  expect(html).toContain('Needs to be connected again');
  expect(html).toContain('The password was changed. Connecting again repairs the connection.');
  expect(html).toContain('<a class="btn primary" href="/l/cl_1?repair=s1.hint">');
  const without = receiptPage({ ...broken, reason: 'refresh_outcome_unknown' }).html;
  expect(without).toContain('<bdi>Instagram</bdi> no longer accepted it. Ask <bdi>Maya Lindqvist</bdi> for a link');
  expect(without).not.toContain('href="/l/');
});

test('a receipt says how to end the access at each platform itself, and lets all that is stored be deleted', () => {
  const places = { instagram: '“Apps and websites”', facebook: '“Business integrations”', tiktok: '“Apps and services permissions”', other: 'connected apps' };
  for (const [id, place] of Object.entries(places)) {
    const by = { ...receipt, route: { id, name: 'Instagram' } } as const;
    expect(receiptPage(by).html).toContain(place);
    // Also where it has ended, and nobody here can tell the platform any longer.
    expect(receiptPage({ ...by, status: 'disconnected', reason: 'disconnected_by_product' }).html).toMatch(new RegExp(`To be certain, [^.]*${place}`));
  }
  const { html } = receiptPage(receipt);
  expect(html).toContain('href="mailto:maya@northlight.example?subject=');
  expect(html).toContain(`href="mailto:?subject=Receipt%3A%20%40harbourcoffee`);
  expect(html).toContain(encodeURIComponent('https://connect.example/r/rc_1'));
  expect(html).toContain('href="/r/rc_1?forget"');
  expect(receiptForgetPage(receipt).html).toContain('<form method="post" action="/r/rc_1/forget">');
  expect(receiptForgottenPage({ ...receipt, revocation: 'by_hand' }).html).toContain('“Apps and websites”');
  expect(receiptForgottenPage({ ...receipt, revocation: 'revoked' }).html).not.toContain('“Apps and websites”');
});

test('a receipt that waits for approval says so, promises nothing yet, and can be ended', () => {
  const waiting = { ...receipt, status: 'pending_approval' } as const;
  const { html } = receiptPage(waiting);
  expect(html).toContain('Waiting for <bdi>Northlight Studio</bdi></span></p>');
  expect(html).toContain('Once it says yes, <bdi>Northlight Studio</bdi> can');
  expect(html).toContain('End this connection');
  expect(html).not.toContain('loses access');
  expect(receiptEndPage(waiting).html).toContain('stops waiting for it');
});

test('a receipt that was rejected says that the account was never used', () => {
  const rejected = { ...receipt, status: 'disconnected', reason: 'approval_rejected', endedAt: 0 } as const;
  const { html } = receiptPage({ ...rejected, revocation: 'revoked' });
  expect(html).toContain('<bdi>Northlight Studio</bdi> decided against <bdi>@harbourcoffee</bdi>. It was never used');
  expect(html).not.toContain('Apps and websites');
  expect(receiptPage({ ...rejected, revocation: 'by_hand' }).html).toContain('“Apps and websites”');
});

test('the wrong account names both, and going on with it is the quietest thing to do', () => {
  const values = { platform: 'Instagram', platformHost: 'instagram.com', handle: '@dora', expected: '@harbourcoffee' };
  const retry = { post: '/l/cl_1/start', fields: { fid } };
  const anyway = { post: '/l/cl_1/start', fields: { fid, other: '1' } };
  const refused = { ...frame, code: 'wrong_account', values } as const;
  const { html, status } = refusalPage({ ...refused, targets: { retry, anyway } });
  expect(status).toBe(409);
  expect(html).toContain('That was <bdi>@dora</bdi>, but this link is for <bdi>@harbourcoffee</bdi></h1>');
  expect(html).toContain('We didn’t keep access to <bdi>@dora</bdi>.');
  expect([...html.matchAll(/<li>/g)]).toHaveLength(3);
  expect([...html.matchAll(/<button class="btn ?(\w*)"><span>(.*?)<\/span>/g)].map(([, look, label]) => [look, label])).toEqual([
    ['primary', 'Try again'],
    ['quiet', 'Connect <bdi>@dora</bdi> anyway'],
  ]);
  expect(refusalPage({ ...refused, targets: { retry } }).html).not.toContain('anyway');
  const stranger = refusalPage({ ...refused, values: { ...values, handle: '' }, targets: { retry, anyway } }).html;
  expect(stranger).toContain('That was another account: this link is for <bdi>@harbourcoffee</bdi>');
  expect(stranger).not.toMatch(/@dora|anyway/);
});

test('a receipt whose connection is lost leads to the repair, where the link still works', () => {
  const lost = { ...receipt, status: 'needs_reconnect' } as const;
  expect(receiptPage({ ...lost, linkPath: '/l/cl_1' }).html).toContain(
    '<a class="btn primary" href="/l/cl_1"><span>Connect again</span></a>',
  );
  expect(receiptPage(lost).html).not.toContain('Connect again</span>');
});

test('a refusal shows the buttons that lead somewhere, the first one large', () => {
  const values = { org: 'Northlight Studio', sharer: sharer.name, sharerEmail: 'maya+a?b&c@northlight.example' };
  const { html, status } = refusalPage({ ...frame, code: 'link_paused', values, targets: { check: { href: '/l/cl_1' } } });
  expect(status).toBe(403);
  expect(html).toContain('<a class="btn primary" href="/l/cl_1"><span>Check again</span></a>');
  const subject = 'Connect%20link%20from%20Northlight%20Studio';
  expect(html).toContain(`href="mailto:maya%2Ba%3Fb%26c@northlight.example?subject=${subject}"`);
  expect(refusalPage({ ...frame, code: 'link_paused', values: {} }).html).not.toContain('class="acts"');
});

test('a name that was cut in the middle of a character breaks no page', () => {
  const values = { org: 'North\ud83d', sharer: 'Maya', sharerEmail: 'maya\udc00@northlight.example' };
  const { html } = refusalPage({ ...frame, code: 'link_paused', values, targets: { check: { href: '/l/cl_1' } } });
  expect(html).toContain('href="mailto:maya%EF%BF%BD@northlight.example?subject=');
});

test('trying again keeps what was chosen', () => {
  const retry = { post: '/l/cl_1/start', fields: { platform: 'instagram', fid } };
  const { html } = refusalPage({ ...frame, code: 'denied', values: {}, targets: { retry } });
  expect(flat(html)).toContain(
    `<form method="post" action="/l/cl_1/start"><input type="hidden" name="platform" value="instagram"><input type="hidden" name="fid" value="${fid}"><button class="btn primary">`,
  );
});

test('a flow that ends in a refusal tells its script, like any other end', () => {
  const ended = { ...window, result: { ...result, status: 'denied' } };
  const { html } = refusalPage({ ...frame, code: 'denied', values: {}, window: ended });
  expect(attribute(html, 'page')).toBe('done');
  expect(attribute(html, 'auto-close')).toBe('true');
  expect(html).toContain('You can close this window.');
});

test('a reference is told once and can be copied', () => {
  for (const code of ['internal_error', 'platform_setup'] as const) {
    const { html } = refusalPage({ ...frame, code, values: { ref: 'req_1', sharer: sharer.name } });
    expect(html.replaceAll(/<[^>]*>/g, '').match(/req_1/g)).toHaveLength(1);
    expect(html).toContain('data-copy value="req_1"');
  }
});
