import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** What the demo's servers share and nobody else knows. Made once and kept beside the data that it seals. */
export interface DemoSecrets {
  /** Brightline's key for Connect. */
  readonly apiKey: string;
  /** Connect's keyring, as `CONNECT_KEYS` takes it. */
  readonly keys: string;
  /** Connect's client at each emulated platform. */
  readonly instagram: DemoClient;
  readonly tiktok: DemoClient;
  readonly facebook: DemoClient;
  /** Of the saved configuration at the emulated Facebook. */
  readonly facebookConfiguration: string;
}

/** An app that is registered with a platform. */
interface DemoClient {
  readonly id: string;
  readonly secret: string;
}

/** Reads the demo's secrets from a file that only its owner can read; makes them where there is none. */
export function demoSecrets(file: string): DemoSecrets {
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<DemoSecrets>) : {};
  const secrets: DemoSecrets = {
    apiKey: `ck_demo_${randomBytes(24).toString('base64url')}`,
    keys: `demo:${randomBytes(32).toString('base64')}`,
    instagram: { id: digits(16), secret: randomBytes(16).toString('hex') },
    tiktok: { id: `aw${randomBytes(8).toString('hex')}`, secret: randomBytes(16).toString('hex') },
    facebook: { id: digits(16), secret: randomBytes(16).toString('hex') },
    facebookConfiguration: digits(16),
    // A demo from before it had one of them keeps what it has.
    ...kept,
  };
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  return secrets;
}

/** Instagram's app ids are numbers of this length, the first of them not 0. */
const digits = (length: number): string => `1${Array.from(randomBytes(length - 1), (byte) => byte % 10).join('')}`;
