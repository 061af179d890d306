import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What the demo tells about itself while it runs: where Connect answers, and the key of the example product. */
const runningDemo = () => {
  const folder = process.env.CONNECT_DEMO_DATA || fileURLToPath(new URL('../../.data', import.meta.url));
  const file = `${folder}/demo.json`;
  if (!existsSync(file)) {
    throw new Error(
      'The demo isn’t running. Run `npm start` in another terminal and wait until it says that everything is ready; or pass a link of your own with --link.',
    );
  }
  return JSON.parse(readFileSync(file, 'utf8'));
};

/**
 * Makes a connect link in the demo's workspace and registers the page's origin there, as an integrator's server does.
 * This is the wire itself; a product in JavaScript uses `createClient` of `@connect/sdk` instead.
 */
export const demoLink = async (pageOrigin) => {
  const { connect, apiKey } = runningDemo();

  const call = async (method, path, body) => {
    const headers = { authorization: `Bearer ${apiKey}`, ...(body && { 'content-type': 'application/json' }) };
    const answer = await fetch(connect + path, { method, headers, body: body && JSON.stringify(body) }).catch((cause) => {
      throw new Error(`Connect isn’t answering at ${connect}. Is the demo still running?`, { cause });
    });
    const result = await answer.json();
    if (!answer.ok) {
      throw new Error(`${method} ${path} was refused: ${result.code}. ${result.detail} (reference ${result.requestId})`);
    }
    return result;
  };

  // A put replaces everything, so what is set already is sent along.
  const { name, logoUrl, accentColor, subscription, embedOrigins, returnUrls } = await call('GET', '/v1/workspaces/northlight');
  await call('PUT', '/v1/workspaces/northlight', {
    name,
    logoUrl,
    accentColor,
    subscription,
    embedOrigins: [...new Set([...embedOrigins, pageOrigin])],
    returnUrls: [...new Set([...returnUrls, `${pageOrigin}/`])],
  });

  const link = await call('POST', '/v1/links', {
    workspace: 'northlight',
    platforms: ['instagram'],
    sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
    description: 'The bare HTML page of the quickstart',
  });
  return link.url;
};
