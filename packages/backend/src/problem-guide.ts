import type { ApiErrorCode } from '@connect/sdk/contract';

/** What a developer who meets a code wants to know. */
export interface ProblemGuide {
  readonly title: string;
  readonly cause: string;
  /** Who can mend it, and how. */
  readonly mend: string;
  /** What the recipient sees meanwhile. */
  readonly recipient: string;
  /** How to cause it against the emulated platforms. */
  readonly tryIt: string;
}

const nothing = 'Nothing: it happens between your server and Connect.';

/** The docs of every code; a problem's `type` leads here. */
export const problemGuide: Readonly<Record<ApiErrorCode, ProblemGuide>> = {
  invalid_request: {
    title: 'The request is not valid',
    cause:
      'A field is missing, unknown, of the wrong type or over its limit, the JSON cannot be read, or a value does not fit the workspace (a return URL that is not registered, a platform that is not set up).',
    mend: 'The developer: `errors` names each field and says what it must be.',
    recipient: nothing,
    tryIt: 'POST /v1/links with {"isAdmin":true}.',
  },
  unauthorized: {
    title: 'The request needs a valid API key or session',
    cause: 'There is no Authorization header, its key is not one of CONNECT_API_KEYS, or its session has ended, was revoked, or is not known here; the detail says which.',
    mend: 'The developer: send `Authorization: Bearer <key>`, or make a new session on your server (POST /v1/sessions). The operator: check that CONNECT_API_KEYS holds the key.',
    recipient: nothing,
    tryIt: 'GET /v1/links without a header.',
  },
  subscription_required: {
    title: 'The workspace’s subscription is not active',
    cause: 'A link was to be created in a workspace whose subscription is inactive.',
    mend: 'The workspace’s owner, at its upgradeUrl; or you, by creating the link with requiresSubscription: false.',
    recipient:
      'Existing links say that the organisation cannot accept connections right now, and work again once the subscription is active.',
    tryIt: 'PUT /v1/workspaces/{workspace} with subscription.status inactive, then POST /v1/links.',
  },
  forbidden: {
    title: 'This caller may not do this',
    cause: 'A session lacks the ability that the detail names, or called what takes an API key. A key may do everything.',
    mend: 'The developer: name the ability in `can` of POST /v1/sessions, where this person should have it; call what takes a key from your server.',
    recipient: nothing,
    tryIt: 'POST /v1/sessions with {"can":["links:read"], …}, then POST /v1/links with its token.',
  },
  not_found: {
    title: 'There is no such thing here',
    cause: 'The id, the workspace, or the address is unknown. What belongs to another workspace than the session’s looks the same.',
    mend: 'The developer: check the id and the workspace that it belongs to.',
    recipient: nothing,
    tryIt: 'GET /v1/links/lnk_00000000000000000000.',
  },
  method_not_allowed: {
    title: 'This address does not take this method',
    cause: 'The address exists, but not for this method; `Allow` names those it takes.',
    mend: 'The developer.',
    recipient: nothing,
    tryIt: 'POST /v1/workspaces/{workspace}.',
  },
  conflict: {
    title: 'The thing is not in a state that allows this',
    cause: 'A revoked link was to be changed, revealed or rotated; a link was to be made in a slot that another has; an account was to be approved or rejected that does not wait for it, or that its link no longer lets in; a webhook endpoint is disabled, or there are too many. The detail says which.',
    mend: 'The sharer: make a new link, use the one that has the slot, or look at how the account is doing now. The developer: enable the webhook endpoint, or delete one.',
    recipient: 'The link says that it was switched off.',
    tryIt: 'DELETE /v1/links/{id}, then POST /v1/links/{id}/reveal.',
  },
  idempotency_conflict: {
    title: 'The idempotency key belongs to another request',
    cause: 'The same Idempotency-Key came with another body before, from the same key or person, for the same workspace and operation.',
    mend: 'The developer: use one key for one intent.',
    recipient: nothing,
    tryIt: 'POST /v1/links twice with one key and two descriptions.',
  },
  token_unavailable: {
    title: 'The connection has no valid token',
    cause: 'The connection needs to be connected again, or was disconnected; the detail names its reason.',
    mend: 'The client: opening the same link and connecting the same account repairs it.',
    recipient: 'The receipt says that it needs to be connected again.',
    tryIt: 'DELETE /v1/connections/{id}, then POST /v1/connections/{id}/token.',
  },
  payload_too_large: {
    title: 'The body is too large',
    cause: 'It has more than 65,536 bytes.',
    mend: 'The developer: send less.',
    recipient: nothing,
    tryIt: 'POST /v1/links with 70,000 bytes.',
  },
  unsupported_media_type: {
    title: 'The body has the wrong media type',
    cause: 'Operations take application/json, public ones text/plain with JSON inside.',
    mend: 'The developer.',
    recipient: nothing,
    tryIt: 'POST /v1/links as application/xml.',
  },
  rate_limited: {
    title: 'There were too many requests',
    cause: 'One address made more public calls, or sent more keys and tokens that are nobody’s, in a minute than the operator allows (60, unless set otherwise).',
    mend: 'The caller: wait for `Retry-After` seconds. The operator: CONNECT_PUBLIC_PER_MINUTE, and CONNECT_TRUST_PROXY behind a proxy.',
    recipient: 'A page that says how long to wait.',
    tryIt: 'Resolve a link 61 times in a minute.',
  },
  internal_error: {
    title: 'The fault is on this side',
    cause: 'Something broke; the log has it under the requestId.',
    mend: 'The operator.',
    recipient: 'A page with a reference to pass on.',
    tryIt: 'Not on purpose.',
  },
  platform_unavailable: {
    title: 'The platform does not answer',
    cause: 'A token had to be refreshed or checked, and the platform was down, slow, or limited us; or it was so a moment ago, and is left alone until `Retry-After` is over.',
    mend: 'Nobody: try again after `Retry-After`. The connection keeps what it has.',
    recipient: nothing,
    tryIt:
      'Two hours after connecting at the emulated TikTok, POST /_emulator/next {"endpoint":"refresh","behaviour":"server-error"} there, then ask for the token.',
  },
};
