/** A link's URL, taken apart. */
export interface LinkUrl {
  /** The backend's origin. */
  readonly origin: string;
  /** What makes its holder able to connect. */
  readonly secret: string;
}

/**
 * Takes a link's URL apart: https (http on this machine only), and `/l/` with a secret.
 * Throws a TypeError where it is none.
 */
export const parseLink = (link: string): LinkUrl => {
  const { origin, pathname } = new URL(link);
  const secret = /^\/l\/([\w-]+)$/.exec(pathname)?.[1];
  if (!secret || !/^https|\/(.+\.)?(localhost|127\.0\.0\.1)(:|$)/.test(origin)) throw new TypeError("Not a connect link");
  return { origin, secret };
};
