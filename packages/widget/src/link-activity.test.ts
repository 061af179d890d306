import { eventTypes, refusals, type RefusalCode } from '@connect/sdk/contract';
import { fixtures } from '@connect/sdk/mocks';
import type { Event } from '@connect/sdk';
import { expect, test } from 'vitest';
import { audible, createTeller } from './link-activity.ts';
import { linkTimelineEn } from './locales/link-timeline.en.ts';
import { wordsOf } from './words.ts';

const words = wordsOf(linkTimelineEn, undefined);
const teller = createTeller({ words, workspace: fixtures.workspace(), reader: 'maya@northlight.example', locale: 'en' }, linkTimelineEn);
const now = Date.parse('2026-11-20T14:00:00.000Z');
const link = fixtures.link();

const event = (type: string, data: Event['data'] = {}, given: Partial<Event> = {}): Event =>
  fixtures.event({ type, data, createdAt: '2026-11-20T13:50:00.000Z', ...given });
const said = (one: Event): string => {
  const { key, values } = teller.tell(one);
  return words.plain(key, values);
};
const stuck = (...events: Event[]): string => {
  const { key, values } = teller.stuck(link, events, now);
  return words.plain(key, values);
};
const by = (kind: string, name: string | null = null, email: string | null = null): Partial<Event> => ({ actor: { kind, name, email } });
const jonas = by('sharer', 'Jonas Weber', 'jonas@northlight.example');

/** What ends an attempt with an event. The others stop a person before or after one, and are in no link's activity. */
const ending: readonly RefusalCode[] = [
  'link_revoked',
  'link_expired',
  'link_paused',
  'link_suspended',
  'link_exhausted',
  'wrong_account',
  'personal_account',
  'missing_permission',
  'attempt_expired',
  'confirm_expired',
  'other_browser_refused',
  'platform_unavailable',
  'platform_limit',
  'platform_setup',
  'internal_error',
];

test.each(ending)('a sharer reads why it failed and what to do: %s', (code) => {
  const { key, values, advice } = teller.tell(event('flow.failed', { platform: 'instagram', code }));
  const sentence = words.plain(key, values);
  expect(`failed.${code}` in linkTimelineEn && `tell.${code}` in linkTimelineEn).toBe(true);
  expect(`${sentence} ${advice}`).not.toMatch(/[{}]|undefined/);
  expect(sentence).not.toBe(words.plain('activity.flow.failed', { reason: linkTimelineEn['failed.other'] }));
  expect(stuck(event('flow.failed', { platform: 'instagram', code }))).toContain(String(advice));
});

test.each(Object.keys(refusals))('no code leaves a sharer without a sentence: %s', (code) => {
  const one = event('flow.failed', { platform: 'instagram', code });
  expect(`${said(one)} ${teller.tell(one).advice} ${stuck(one)}`).not.toMatch(/[{}]|undefined/);
});

test('“That wasn’t me” in another browser is no cancellation at the platform', () => {
  const refused = event('flow.denied', { platform: 'instagram', code: 'other_browser_refused' });
  expect(said(refused)).toContain('“That wasn’t me”');
  expect(stuck(refused)).toContain('give the link a new address');
});

test.each(eventTypes)('every event has a line of its own, or none: %s', (type) => {
  const one = event(type, { platform: 'tiktok', handle: '@luma.yoga', fields: 'expiresAt,maxConnections', code: 'denied' }, jonas);
  if (type === 'connection.refreshed') return expect(audible([one])).toEqual([]);
  if (type === 'workspace.updated' || type === 'webhook.disabled') return expect(one.type).toBe(type); // Belongs to no link.
  expect(said(one)).not.toMatch(/[{}]|undefined|null/);
  expect(said(one)).not.toBe(linkTimelineEn['activity.other']);
});

test('who did it is named by what they are', () => {
  expect(said(event('link.revealed', {}, jonas))).toBe('Jonas Weber copied the link');
  expect(said(event('link.revealed', {}, by('sharer', 'Maya Lindqvist', 'Maya@northlight.example')))).toBe('You copied the link');
  expect(said(event('link.paused', {}, by('product')))).toBe('Brightline paused it');
  const ended = { platform: 'tiktok', handle: '@luma.yoga', reason: 'disconnected_by_recipient' };
  expect(said(event('connection.disconnected', ended, by('recipient')))).toBe('Your client disconnected @luma.yoga');
  expect(said(event('connection.disconnected', ended, by('platform')))).toBe('TikTok disconnected @luma.yoga');
  expect(said(event('connection.disconnected', ended, by('astronaut')))).toBe('Brightline disconnected @luma.yoga');
});

test('changed fields are in words, also one that this version does not know', () => {
  expect(said(event('link.updated', { fields: 'expiresAt,maxConnections,mood' }, jonas))).toBe(
    'Jonas Weber changed the end date, the number of accounts, and a setting',
  );
});

test('an event of a later version is told neutrally', () => {
  expect(teller.tell(event('link.teleported'))).toMatchObject({ key: 'activity.other', tone: 'neutral' });
  expect(stuck(event('link.teleported'))).toContain('Nobody has opened it yet');
  expect(said(event('flow.failed', { platform: 'instagram', code: 'moon_phase' }))).toContain('doesn’t know yet');
});

test('the first sentence says where the client is', () => {
  expect(stuck(event('link.created', {}, jonas))).toContain('Nobody has opened it yet');
  expect(stuck(event('link.opened'))).toBe('They opened the link 10 minutes ago, but have not gone on to Instagram or TikTok. Ask whether something is unclear.');
  const started = event('flow.started', { platform: 'tiktok' });
  expect(stuck(started, event('link.opened'))).toBe('They went to TikTok 10 minutes ago and have not come back yet. Logging in can take a while.');
  expect(stuck({ ...started, createdAt: '2026-11-20T13:40:00.000Z' })).toContain('did not come back');
  expect(stuck(event('flow.denied', { platform: 'tiktok' }))).toContain('They cancelled at TikTok 10 minutes ago. Ask whether that was by accident');
  expect(stuck(event('flow.failed', { platform: 'instagram', code: 'personal_account' }))).toContain('their account is personal. Ask them to switch it');
  expect(stuck(event('connection.connected', { handle: '@luma', platform: 'tiktok' }))).toBe('@luma was connected 10 minutes ago. Nobody is stuck.');
  expect(stuck(event('connection.connected', { handle: '@luma', platform: 'tiktok', reason: 'awaiting_approval' }))).toContain('@luma came 10 minutes ago and waits for approval');
  expect(stuck(event('connection.approved', { handle: '@luma' }), event('connection.connected', { handle: '@luma' }))).toContain('Nobody is stuck');
  expect(stuck(event('connection.undone', { handle: '@luma' }))).toContain('They undid the connection of @luma');
  expect(stuck(event('link.rotated', {}, jonas), event('link.opened'))).toContain('It got a new address 10 minutes ago');
  // What sharers did since tells nothing about the client.
  expect(stuck(event('link.resumed', {}, jonas), event('link.paused', {}, jonas), event('link.opened'))).toContain('They opened the link');
});

test.each(['revoked', 'expired', 'suspended', 'paused', 'exhausted'] as const)('a link that lets nobody in says so before anything else: %s', (status) => {
  const { key } = teller.stuck(fixtures.link({ status }), [event('link.opened')], now);
  expect(key).toBe(`stuck.${status}`);
});
