import { createHash } from 'node:crypto';
import { Problem } from '../problem.ts';

/** Tells the principal of a request's API key. Keys are held as hashes; looking one up compares no secret. */
export const createApiKeys = (keys: readonly string[]) => {
  const principals = new Map(keys.map((key) => [hash(key), `key:${hash(key).slice(0, 12)}`]));

  return (request: Request): string => {
    const header = request.headers.get('authorization');
    const key = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1];
    if (key === undefined) throw new Problem('unauthorized', 'Send an API key as "Authorization: Bearer <key>".');
    const principal = principals.get(hash(key));
    if (principal === undefined) {
      throw new Problem(
        'unauthorized',
        'This API key is not one of CONNECT_API_KEYS. Check that it is whole and belongs to this backend.',
      );
    }
    return principal;
  };
};

const hash = (key: string): string => createHash('sha256').update(key).digest('base64url');
