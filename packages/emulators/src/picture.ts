import { createHmac } from 'node:crypto';
import { Hono, type Context } from 'hono';
import type { Account } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Clock } from './clock.ts';
import { random } from './ids.ts';
import { inventions } from './inventions.ts';
import { drawMotif } from './motif.ts';

/** What the address of a picture answers: the picture, or something that must not be taken for one. */
export const pictureAnswers = [
  'normal', 'missing', 'huge', 'huge-unannounced', 'svg', 'svg-as-png', 'html', 'html-as-png', 'redirect',
] as const;

/** Those that can be queued for the pictures' endpoint alone: `html` every endpoint knows. */
export const pictureKinds: readonly string[] = pictureAnswers.filter((answer) => answer !== 'normal' && answer !== 'html');

export type PictureAnswer = (typeof pictureAnswers)[number];

export interface Pictures {
  readonly routes: Hono;
  /**
   * Path and query of the account's picture, signed and valid for a day; `null`: it has none. Sizes: 100, 320, 480.
   * With `&plain=1` it is the picture whatever a test has ordered, so that the emulation's own pages keep theirs.
   */
  address(account: Account, size?: 100 | 320 | 480): string | null;
}

interface PictureParts {
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  /** What the addresses answer at the moment. */
  answer(): PictureAnswer;
  /** Lets a queued behaviour come first. */
  play(c: Context, answer: (behaviour: Behaviour | undefined) => Response): Promise<Response>;
}

/** Serves the accounts' pictures as the platforms' CDNs do: at signed addresses that expire. */
export function createPictures({ clock, accounts, answer, play }: PictureParts): Pictures {
  const key = random();
  const sign = (subject: string) => createHmac('sha256', key).update(subject).digest('hex').slice(0, 32);
  const routes = new Hono();

  function address(account: Account, size = 320): string | null {
    if (account.picture === null) return null;
    const expires = Math.floor((clock.now() + inventions.pictureLife.value) / 1000);
    const signature = sign(`${account.id} ${size} ${expires}`);
    return `/_emulator/pictures/${account.id}_${size}.png?expires=${expires}&signature=${signature}`;
  }

  routes.get('/_emulator/pictures/:file{\\d+_(?:100|320|480)\\.png}', (c) => {
    const send = (behaviour: Behaviour | undefined) => {
      const [id = '', size = ''] = c.req.param('file').replace('.png', '').split('_');
      const { expires = '', signature } = c.req.query();
      const account = accounts.find((known) => known.id === id);
      if (signature !== sign(`${id} ${size} ${expires}`)) return new Response('URL signature mismatch', { status: 403 });
      if (Number(expires) * 1000 <= clock.now()) return new Response('URL signature expired', { status: 403 });
      if (!account || account.picture === null) return new Response('Not found', { status: 404 });
      const picture = drawMotif(account.picture, Number(size));
      const kind = c.req.query('plain') === '1' ? 'normal' : ((behaviour?.kind as PictureAnswer | undefined) ?? answer());
      return pictureAnswer(kind, picture, c.req.url);
    };
    return c.req.query('plain') === '1' ? send(undefined) : play(c, send);
  });

  return { routes, address };
}

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="alert(1)"><rect width="1" height="1"/></svg>';
const page = '<!doctype html><title>Not a picture</title><h1>Not a picture</h1>';
const hugeBytes = 5 * 1024 * 1024;

function pictureAnswer(answer: PictureAnswer, picture: Uint8Array<ArrayBuffer>, url: string): Response {
  const of = (type: string) => ({ headers: { 'content-type': type, 'cache-control': 'max-age=86400' } });
  switch (answer) {
    case 'normal':
      return new Response(picture, of('image/png'));
    case 'missing':
      return new Response('Not found', { status: 404 });
    case 'huge':
      return new Response(huge(picture), { headers: { ...of('image/png').headers, 'content-length': String(hugeBytes) } });
    case 'huge-unannounced':
      return new Response(new Blob([huge(picture)]).stream(), of('image/png'));
    case 'svg':
      return new Response(svg, of('image/svg+xml'));
    case 'svg-as-png':
      return new Response(svg, of('image/png'));
    case 'html':
      return new Response(page, of('text/html; charset=utf-8'));
    case 'html-as-png':
      return new Response(page, of('image/png'));
    case 'redirect':
      // To an address that works: whoever follows redirects gets a picture and is found out.
      return new Response(null, { status: 302, headers: { location: `${url}&plain=1` } });
  }
}

/** Begins as a true PNG, so that only its length gives it away. */
function huge(picture: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hugeBytes);
  bytes.set(picture);
  return bytes;
}
