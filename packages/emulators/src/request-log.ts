/** A request that the platform saw. Never in it: cookies, codes, tokens, secrets, states. */
export interface LoggedRequest {
  /** When it came, by the emulation's clock (ISO 8601 UTC). */
  readonly at: string;
  readonly method: string;
  /** Path without query; ids of login pages are left out. */
  readonly path: string;
  /** The endpoint's name in the control API, `page` for login pages, `unknown` for anything else. */
  endpoint: string;
  grantType?: string;
  clientId?: string;
  /** Names of the parameters that came, those that some endpoint knows. */
  parameters: string[];
  /** Values of parameters that are no secret. */
  values: Record<string, string>;
  /** `null` while the answer is still to come. */
  status: number | null;
}

export interface RequestLog {
  start(method: string, path: string, at: number): LoggedRequest;
  entries(): LoggedRequest[];
  clear(): void;
}

/** Keeps the latest 1,000 requests. */
export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  return {
    start(method, path, at) {
      const entry: LoggedRequest = {
        at: new Date(at).toISOString(),
        method,
        path: path.replace(/^\/login\/[^/]+/, '/login/…').slice(0, 200),
        endpoint: 'unknown',
        parameters: [],
        values: {},
        status: null,
      };
      entries = [...entries.slice(-999), entry];
      return entry;
    },
    entries: () => entries.map((entry) => ({ ...entry, parameters: [...entry.parameters], values: { ...entry.values } })),
    clear() {
      entries = [];
    },
  };
}

/** Notes the parameters of a request in its entry: names if known, values only where they are no secret. */
export function noteParameters(entry: LoggedRequest, parameters: URLSearchParams): void {
  for (const [name, value] of parameters) {
    if (!openParameters.has(name) && !secretParameters.has(name)) continue;
    if (!entry.parameters.includes(name)) entry.parameters.push(name);
    if (openParameters.has(name)) entry.values[name] = value.slice(0, 200);
  }
  const grantType = parameters.get('grant_type');
  if (grantType !== null) entry.grantType = grantType.slice(0, 60);
  const clientId = parameters.get('client_id') ?? parameters.get('client_key');
  if (clientId !== null) entry.clientId = clientId.slice(0, 60);
}

const openParameters = new Set([
  'client_id', 'client_key', 'grant_type', 'response_type', 'scope', 'fields', 'force_reauth', 'force_authentication',
  'enable_fb_login', 'disable_auto_auth', 'code_challenge_method', 'config_id', 'auth_type', 'display', 'limit',
  'override_default_response_type',
]);

const secretParameters = new Set([
  'access_token', 'appsecret_proof', 'client_secret', 'code', 'code_challenge', 'code_verifier', 'redirect_uri',
  'refresh_token', 'state', 'token', 'fb_exchange_token', 'input_token', 'auth_nonce', 'nonce', 'after', 'before', 'extras',
]);
