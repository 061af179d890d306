import { afterEach, expect, test } from 'vitest';
import { OutboundError } from '../outbound-error.ts';
import { cannedServer, type CannedServer } from '../testing/canned-server.ts';
import { createPlatforms, type PlatformFactory } from './index.ts';
import type { Outbound, Platform } from './port.ts';

let server: CannedServer | undefined;
afterEach(() => server?.close());

const app = { clientId: 'id', clientSecret: 'secret' };

const platformNamed = (id: string, hosts: readonly string[] = []): Platform => {
  const [instagram] = createPlatforms({ instagram: app }).values();
  if (instagram === undefined) throw new Error('There is no Instagram.');
  return { ...instagram, id, hosts };
};

test('the configured platforms are there, in their order, and no others', () => {
  expect([...createPlatforms({}).keys()]).toEqual([]);
  expect([...createPlatforms({ tiktok: app }).keys()]).toEqual(['tiktok']);
  expect([...createPlatforms({ tiktok: app, instagram: app, platforms: [platformNamed('threads')] }).keys()]).toEqual([
    'instagram',
    'tiktok',
    'threads',
  ]);
});

test('an adapter of one’s own reaches the hosts that it names, and no other', async () => {
  server = await cannedServer((_request, response) => response.end('{}'));
  const { host, origin } = server;
  let outbound: Outbound | undefined;
  const own: PlatformFactory = (given) => {
    outbound = given;
    return platformNamed('own', [host]);
  };
  createPlatforms({ instagram: app, platforms: [own] });
  expect(await outbound?.send({ method: 'GET', url: new URL(origin) })).toMatchObject({ status: 200 });
  const elsewhere = outbound?.send({ method: 'GET', url: new URL('https://graph.instagram.com/me') });
  await expect(elsewhere).rejects.toThrow(OutboundError);
  await expect(elsewhere).rejects.toMatchObject({ code: 'refused_host' });
});

test('the clock of the options is the adapters’ clock', async () => {
  server = await cannedServer((_request, response) => response.end('{"access_token":"act.x","expires_in":10}'));
  const endpoints = { token: `${server.origin}/v2/oauth/token/`, api: server.origin };
  const platforms = createPlatforms({ tiktok: { ...app, endpoints }, now: () => 5_000 });
  const exchange = await platforms.get('tiktok')?.exchange({ code: 'c', redirectUri: 'r' });
  expect(exchange?.tokens).toMatchObject({ obtainedAt: 5_000, accessExpiresAt: 15_000 });
});

test('two platforms with one id, and an id that no address can carry, are refused', () => {
  const twice = { instagram: app, platforms: [platformNamed('instagram')] };
  expect(() => createPlatforms(twice)).toThrow('two with the id "instagram"');
  expect(() => createPlatforms({ platforms: [platformNamed('My Platform')] })).toThrow('"My Platform"');
});

test('every scope that can be asked for has words, and only publishing and messages claim more than reading', () => {
  const platforms = createPlatforms({ instagram: app, tiktok: app });
  const kinds = [...platforms.values()].flatMap(({ permissions }) =>
    Object.entries(permissions).map(([scope, { title, detail, kind }]) => {
      expect(title, scope).toMatch(/^[A-Z]/);
      expect(detail.length, scope).toBeGreaterThan(5);
      return [scope, kind];
    }),
  );
  expect(Object.fromEntries(kinds)).toEqual({
    instagram_business_basic: 'read',
    instagram_business_manage_insights: 'read',
    instagram_business_content_publish: 'publish',
    instagram_business_manage_comments: 'publish',
    instagram_business_manage_messages: 'messages',
    'user.info.basic': 'read',
    'user.info.profile': 'read',
    'user.info.stats': 'read',
    'video.list': 'read',
    'video.upload': 'publish',
    'video.publish': 'publish',
  });
});
