import { OutboundError, type OutboundErrorCode } from './outbound-error.ts';
import { publicOutbound, type FetchPublic } from './outbound.ts';
import { pictureFormat, type PictureMediaType } from './picture-format.ts';

/** Why a picture was not taken over. */
export type PictureFailure =
  | OutboundErrorCode
  /** The address is none that is fetched. */
  | 'bad_address'
  /** The answer was not a 200. */
  | 'bad_status'
  /** What came is no whole PNG, JPEG or WebP. */
  | 'not_a_picture';

type FetchedPicture =
  | { readonly ok: true; readonly mediaType: PictureMediaType; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: PictureFailure };

/** Fetches the picture at a URL. Never throws for what is wrong with the picture or its host; says why instead. */
export type PictureFetch = (url: string) => Promise<FetchedPicture>;

/** Bytes. */
const largest = 262_144;

/** ms. A person may be waiting for the page that shows it. */
const patience = 5_000;

/**
 * Fetches logos and account pictures from public addresses, and keeps PNG, JPEG and WebP by their bytes, at most 256 kB.
 *
 * @param options.allowedHosts `host:port` that may be called although they are not public
 * @param options.fetchPublic the guarded way out; made with `allowedHosts` by default
 */
export const createPictureFetch = (options: {
  readonly allowedHosts?: readonly string[];
  readonly fetchPublic?: FetchPublic;
}): PictureFetch => {
  const fetchPublic = options.fetchPublic ?? publicOutbound({ allowedHosts: options.allowedHosts });
  return async (address) => {
    if (!URL.canParse(address)) return { ok: false, reason: 'bad_address' };
    try {
      const { status, bytes } = await fetchPublic(new URL(address), {
        accept: 'image/webp, image/png, image/jpeg',
        maxBytes: largest,
        timeoutMs: patience,
      });
      if (status !== 200) return { ok: false, reason: 'bad_status' };
      const mediaType = pictureFormat(bytes);
      return mediaType === undefined ? { ok: false, reason: 'not_a_picture' } : { ok: true, mediaType, bytes };
    } catch (error) {
      if (error instanceof OutboundError) return { ok: false, reason: error.code };
      throw error;
    }
  };
};
