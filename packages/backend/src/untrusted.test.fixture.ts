import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

// A certificate of nobody's for `localhost`, made for this test alone, until the year 2126.
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgrfxlnc/5ZIOEQAe5
kfaOGifes+WVG7Tw2SOLpNHVSDihRANCAARFmIIl74e2Di2Oi5cIkbgfPkf60f0r
XM1A3VCV2kiRaSvBQ5EH88T6D7e/MDsD/sdHqXluCTRKfVtJCWT/zuSv
-----END PRIVATE KEY-----
`;
const cert = `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIUV/eoNowHFKqVTIzGPCvsgS6/THQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTIxMTQwMloYDzIxMjYxMDI4
MjExNDAyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARFmIIl74e2Di2Oi5cIkbgfPkf60f0rXM1A3VCV2kiRaSvBQ5EH88T6
D7e/MDsD/sdHqXluCTRKfVtJCWT/zuSvo1MwUTAdBgNVHQ4EFgQUceS4BWJbX3uv
fbPImFrgkR3yKxowHwYDVR0jBBgwFoAUceS4BWJbX3uvfbPImFrgkR3yKxowDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiA+W266gdCTxxfytuO7rZdf
coPQ6Gn3nxy6gsKCs3nBbQIhAJJMbRy29MZhANCj4l8jBuIfOX4bGaADceTxk6C0
527j
-----END CERTIFICATE-----
`;

/** An https server on a free port of this machine, whose certificate nobody has a reason to trust. */
export const untrustedServer = async () => {
  const server = createServer({ key, cert }, (_request, response) => void response.writeHead(204).end());
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin: `https://${host}`,
    host,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
