import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signedRequest, tiktokSignature } from './signatures.ts';

test('a signed_request is signed over its encoded payload', () => {
  const payload = { algorithm: 'HMAC-SHA256', issued_at: 1700000000, user_id: '17841400000000001' };
  expect(signedRequest('emulator-app-secret', payload)).toBe(
    'YodZmqJQUGRsHP-9lD7V4Y5UHwjfklkPPBVVUFX5hV4.' +
      'eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTcwMDAwMDAwMCwidXNlcl9pZCI6IjE3ODQxNDAwMDAwMDAwMDAxIn0',
  );
});

test('a signed_request may be padded, and is then signed over the padded payload', () => {
  const [signature, payload = ''] = signedRequest('s', { user_id: '1' }, true).split('.');
  expect(signature).toMatch(/^[\w-]{43}=$/);
  expect(payload.length % 4).toBe(0);
  expect(signature).toBe(`${createHmac('sha256', 's').update(payload).digest('base64url')}=`);
});

test("TikTok's signature covers the time and the raw body", () => {
  const body =
    '{"client_key":"emu_client_key","event":"authorization.removed","create_time":1700000000,' +
    '"user_openid":"emu-open-id-1","content":"{\\"reason\\":1}"}';
  expect(tiktokSignature('emulator-tt-secret', 1700000001, body)).toBe(
    't=1700000001,s=b5a1037010f108259e36b30236e2f1bdd7d62c26e5614c492a322436fb0eff34',
  );
});
