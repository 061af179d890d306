/** A flow's two names. The page that begins it keeps the secret, and shows it in nothing but a request's body. */
export interface FlowNames {
  /** `cs_` and 32 random bytes as base64url. */
  readonly secret: string;
  /** `cf_` and the SHA-256 of these bytes as base64url; it may stand in URLs and messages. */
  readonly fid: string;
}

const encode = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');

/** Makes up a new flow. Rejects where there is no Web Crypto: on plain http pages, which no workspace can register. */
export const newNames = async (crypto: Crypto): Promise<FlowNames> => {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return { secret: `cs_${encode(bytes)}`, fid: `cf_${encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))}` };
};
