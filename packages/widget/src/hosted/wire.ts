/** What our own server says to these pages: where to go on, or why not. */
export interface Answer {
  readonly ok: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Posts JSON to a page of ours. Rejects only where no answer came at all. */
export const postJson = async (path: string, body: object): Promise<Answer> => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // No body (204), or one that something between us and the server has written.
    parsed = undefined;
  }
  return { ok: response.ok, body: typeof parsed === 'object' && parsed !== null ? (parsed as Answer['body']) : {} };
};

/** Where the platform asks for the login; undefined where the answer has no such address. */
export const authorizeUrlOf = ({ ok, body }: Answer): string | undefined => {
  const url = body['authorizeUrl'];
  return ok && typeof url === 'string' && /^https?:\/\//.test(url) ? url : undefined;
};
