import { createClient } from '@connect/sdk';
import { createMocks } from '@connect/sdk/mocks';
import { createBrightline } from './brightline.ts';
import { createHeard } from './heard.ts';
import { createPortals } from './portals.ts';
import { readSettings } from './settings.ts';
import { setUp } from './setup.ts';
import { createWebhookLog } from './webhook-log.ts';

export const settings = readSettings({ CONNECT_ORIGIN: 'https://connect.example', CONNECT_API_KEY: 'ck_test_key_of_brightline' });
export const connect = createClient({ origin: settings.connectOrigin, apiKey: settings.apiKey, retries: 0 });
export const mocks = createMocks({ origin: settings.connectOrigin, apiKey: settings.apiKey });

/** Brightline in this process, on the SDK's mocks. Told of a start, it is as after `setUp`. */
export const open = async ({ isReady = true } = {}) => {
  const portals = createPortals(connect, settings);
  const heard = createHeard(connect);
  const webhooks = createWebhookLog(connect, settings.origin);
  const brightline = createBrightline({ settings, connect, portals, heard, webhooks, isReady: () => isReady });
  if (isReady) await setUp(connect, portals, settings.origin);

  const ask = async (path: string, init: RequestInit = {}) => {
    const response = await brightline.request(settings.origin + path, {
      ...init,
      headers: { host: 'localhost:4400', ...init.headers },
    });
    return { response, status: response.status, text: await response.text() };
  };

  /** Sends a form as the pages do. */
  const send = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: {
        origin: settings.origin,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
    });

  /** A browser in which this person is signed in. */
  const as = async (person: string) => {
    const { response } = await send('/sign-in', { person });
    const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    return {
      cookie,
      ask: (path: string, init: RequestInit = {}) => ask(path, { ...init, headers: { cookie, ...init.headers } }),
      send: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
        send(path, fields, { cookie, ...headers }),
    };
  };

  return { portals, heard, webhooks, ask, send, as };
};
