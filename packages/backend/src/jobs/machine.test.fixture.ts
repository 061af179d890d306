import { createInterface } from 'node:readline';
import { createConnect } from '../connect.ts';
import { rotatingPlatform } from './rotating-platform.test.fixture.ts';

/**
 * A process on a machine whose clock is off by so many ms. Its other arguments: the storage's URL, the keyring, the
 * platform's origin, an API key. It says `ready`, and does what it reads: `set <ms>` sets the clock to be off by so much, `work` does
 * what is due and says what it came to, `token <connection>` asks for one and says how that was answered. Its log says `clock`
 * and how many seconds that is ahead.
 */
const [off = '0', url = '', keys = '', origin = '', apiKey = ''] = process.argv.slice(2);
let ahead = Number(off);
const right = Date.now;
Date.now = () => right() + ahead;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const log = (facts: Readonly<Record<string, unknown>>): void => {
  if ('aheadSeconds' in facts) say(`clock ${String(facts['aheadSeconds'])}`);
};

const connect = await createConnect({
  origin: 'http://localhost:4401',
  productName: 'Brightline',
  apiKeys: [apiKey],
  keys,
  database: url,
  platforms: [(_outbound, { now }) => rotatingPlatform(origin, now)],
  log: { info: () => undefined, warn: log, error: log },
});

createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, value = ''] = line.split(' ');
  if (word === 'set') ahead = Number(value);
  if (word === 'work') void connect.jobs.runDue().then((count) => say(`worked ${count}`));
  if (word === 'token') {
    const request = new Request(`http://localhost:4401/v1/connections/${value}/token`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
    });
    void connect.fetch(request).then(({ status }) => say(`answered ${status}`));
  }
});
say('ready');
