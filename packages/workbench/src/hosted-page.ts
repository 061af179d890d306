import { createTestBackend } from '@connect/backend/testing';
import { createClient } from '@connect/sdk';

/**
 * The weight of the hosted page as a recipient first meets it: the document and every script and style that it names,
 * as the backend sends them. Logos and pictures of accounts are the workspace's own and do not count.
 */
export async function hostedPage(): Promise<{ readonly bytes: number; readonly transfer: number }> {
  const backend = await createTestBackend();
  try {
    const connect = createClient({ origin: backend.origin, apiKey: backend.apiKey, fetch: (request) => backend.fetch(request) });
    await connect.workspaces.put('northlight', { name: 'Northlight Studio', subscription: { status: 'active' } });
    const { url } = await connect.links.create({
      workspace: 'northlight',
      platforms: ['instagram', 'tiktok'],
      sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
    });
    const html = await body(backend.fetch, url);
    const parts = [...html.toString('utf8').matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="([^"]+)"/g)].map(
      ([, address = '']) => new URL(address, url).href,
    );
    const loaded = await Promise.all(
      [...new Set(parts)]
        .filter((part) => part.startsWith(backend.origin) && !part.includes('/pictures/'))
        .map((part) => body(backend.fetch, part)),
    );
    const bytes = [html, ...loaded].reduce((sum, { byteLength }) => sum + byteLength, 0);
    // The backend sends what it has, uncompressed: a proxy in front may do better, and nobody has to have one.
    return { bytes, transfer: bytes };
  } finally {
    await backend.close();
  }
}

async function body(fetch: (input: string, init?: RequestInit) => Promise<Response>, url: string): Promise<Buffer> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'br, gzip', 'sec-fetch-dest': 'document' } });
  if (!response.ok) throw new Error(`${new URL(url).pathname.replace(/cl_.*/, 'cl_…')} was answered with ${response.status}.`);
  return Buffer.from(await response.arrayBuffer());
}
