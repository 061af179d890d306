import { ConnectError } from './connect-error.ts';
import type { Route } from './contract/operation.ts';

const encode = (text: string): string | undefined => {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half a surrogate pair has no UTF-8 form; the caller refuses it like any other text that is no id.
    return undefined;
  }
};

/**
 * An operation's path with its parameters filled in, percent-encoded. Refuses what would lead to another path: an empty
 * value, and `.` and `..`, which no encoding protects from being resolved
 * (https://url.spec.whatwg.org/#double-dot-path-segment).
 */
export const requestPath = (route: Route, params: Readonly<Record<string, unknown>> = {}): string =>
  route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    const segment = typeof value === 'string' && !['', '.', '..'].includes(value) ? encode(value) : undefined;
    if (segment !== undefined) return segment;
    throw new ConnectError(
      'invalid_input',
      `\`${name}\` is ${typeof value === 'string' ? `"${value}"` : typeof value}, which is no id; nothing was sent. ` +
        `Pass the id as Connect or your product gave it. [${route.id}]`,
    );
  });
