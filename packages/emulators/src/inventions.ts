/**
 * Everything in this package that the platforms' documents do not say and that nobody has reported seeing either, but
 * that an emulation had to decide. All of it is in this one file, long as it is, so that nobody mistakes an invention for
 * a fact: code that needs an invented value takes it from here. `switch` names the setting with which a test can have it
 * the other way.
 */
export interface Invention<T = unknown> {
  /** `meta`: Instagram and Facebook. */
  readonly platform: 'instagram' | 'facebook' | 'tiktok' | 'meta' | 'all';
  /** The part of the platform's behaviour, and where its documents fall silent. */
  readonly standsInFor: string;
  /** What this package does instead. */
  readonly answer: string;
  /** The setting or option that changes it, where there is one. */
  readonly switch?: string;
  readonly documentation?: string;
  readonly value: T;
}

const instagramDocs = 'https://developers.facebook.com/documentation/instagram-platform';
const facebookDocs = 'https://developers.facebook.com/documentation/facebook-login';
const tiktokDocs = 'https://developers.tiktok.com/doc';

const hour = 3_600_000;
const minute = 60_000;
const second = 1000;

export const inventions = {
  // All platforms
  httpOnLoopback: {
    platform: 'all',
    standsInFor: 'Registration of redirect URIs: Instagram refuses http, TikTok for web refuses http and loopback hosts.',
    answer: 'With `allowHttpRedirects`, redirect URIs on loopback hosts are accepted, http included. Off unless asked for.',
    switch: 'allowHttpRedirects',
    value: false,
  },
  loginPages: {
    platform: 'all',
    standsInFor: "The platforms' own login and consent pages.",
    answer: 'Choose one of the seeded accounts, for one of them a six-digit code that the page itself tells, then consent.',
    switch: 'signedInAs',
    value: { setting: null, rememberedForSeconds: 30 * 24 * 3600 },
  },
  pictureLife: {
    platform: 'all',
    standsInFor: 'How long the signed address of an account picture works.',
    answer: '24 hours, then 403.',
    value: 24 * hour,
  },
  requestLife: {
    platform: 'all',
    standsInFor: 'How long an opened login page stays usable, and whether it can be answered twice.',
    answer: 'One hour; going back and pressing Allow again gives another code for the same state.',
    value: hour,
  },
  failedExchangeKeepsCode: {
    platform: 'all',
    standsInFor: 'Whether a refused token request spends the code.',
    answer: 'It does not: only a successful exchange does.',
    value: true,
  },
  pageStatus: {
    platform: 'all',
    standsInFor: 'HTTP status of the page that a misconfigured authorization request ends on.',
    answer: '400.',
    value: 400 as const,
  },
  noticeDelivery: {
    platform: 'all',
    standsInFor: 'How long the platform waits for an app to take a notice, and the distances of redelivery.',
    answer:
      'Ten seconds; redirects are not followed. TikTok sends again after 10, 20, 40 … seconds, for 72 hours at most, until the ' +
      'app answers 2xx. One notice goes out after another.',
    documentation: `${tiktokDocs}/webhooks-overview`,
    value: { firstAfter: 10 * second, factor: 2, givesUpAfter: 72 * hour, patience: 10 * second },
  },
  noticesOnThisMachine: {
    platform: 'all',
    standsInFor: 'The public addresses to which notices are sent.',
    answer: 'Addresses on this machine only, http included, unless the program that runs the emulation sends by itself.',
    switch: 'send',
    value: true,
  },

  // Instagram and Facebook
  metaNoticeRetries: {
    platform: 'meta',
    standsInFor: 'Whether deauthorization and data deletion requests are sent again when the app does not take them.',
    answer: 'They are not.',
    value: false,
  },
  metaNoticePayload: {
    platform: 'meta',
    standsInFor: 'The payload of those notices that no sample shows: data deletion at Instagram, deauthorization at Facebook.',
    answer: 'As in the samples of the other platform: `expires`, an hour after `issued_at`, is in data deletion requests only.',
    value: { expiresAfter: 3600 },
  },
  metaNoticePadding: {
    platform: 'meta',
    standsInFor: 'Whether the parts of a signed_request end in `=`; both were reported.',
    answer: 'They do not.',
    switch: 'noticePadding',
    value: 'stripped',
  },
  metaNoticeOrder: {
    platform: 'meta',
    standsInFor: 'Whether removing an app and asking for deletion are told one after the other.',
    answer: 'First the deauthorization, then the data deletion request. An app that was removed before gets only the latter.',
    value: true,
  },

  // Instagram
  instagramAuthorizeErrors: {
    platform: 'instagram',
    standsInFor: 'Text of the error page at the authorization step, beyond "Invalid platform app" and "Invalid redirect_uri".',
    answer: 'Words of our own, on a page; as JSON where the setting says so.',
    switch: 'authorizeErrors',
    documentation: `${instagramDocs}/reference/oauth-authorize`,
    value: {
      setting: 'page',
      responseType: 'Invalid response_type: only "code" is supported',
      scope: (names: string) => `Invalid scope: ${names}`,
      basicScopeMissing: 'Invalid scope: instagram_business_basic is required',
    },
  },
  instagramDenialState: {
    platform: 'instagram',
    standsInFor: 'Whether `state` comes back when the person cancels; the documented sample URL has none.',
    answer: 'It does.',
    switch: 'denyState',
    value: 'echo',
  },
  instagramPersonal: {
    platform: 'instagram',
    standsInFor: 'Where exactly a personal account is stopped; only professional accounts can be used.',
    answer: 'The token steps succeed and `/me` says `account_type: PERSONAL`, so that the app has to explain it.',
    switch: 'personal',
    value: 'reaches-app',
  },
  instagramConsentToggles: {
    platform: 'instagram',
    standsInFor: 'Whether optional permissions can be unticked on the consent page.',
    answer: 'They cannot, unless the setting says so.',
    switch: 'consentToggles',
    value: 'none',
  },
  instagramExchangeId: {
    platform: 'instagram',
    standsInFor: 'Which id the token endpoint calls `user_id`; sources disagree.',
    answer: 'A third id per app and account (38281…), equal neither to `/me.id` nor to `/me.user_id`.',
    switch: 'exchangeUserId',
    value: { prefix: '38281', length: 17, setting: 'scoped' },
  },
  instagramScopedId: {
    platform: 'instagram',
    standsInFor: 'Shape of the app-scoped `/me.id`.',
    answer: '17 digits per app and account, beginning with 26.',
    value: { prefix: '26', length: 17 },
  },
  instagramTokenRequest: {
    platform: 'instagram',
    standsInFor: 'Text for a token request with another grant type.',
    answer: '"Invalid grant_type", in the shape of that endpoint.',
    documentation: `${instagramDocs}/instagram-api-with-instagram-login/business-login`,
    value: { grantType: 'Invalid grant_type' },
  },
  instagramCodeReplay: {
    platform: 'instagram',
    standsInFor: 'Which of the two reported texts answers a code that was used before.',
    answer: '"This authorization code has been used" for a code that was exchanged, the documented text for any other.',
    value: 'This authorization code has been used',
  },
  instagramExchangeRefusals: {
    platform: 'instagram',
    standsInFor: 'Answers of the long-lived exchange to a wrong secret, and to a token that is long-lived already.',
    answer: 'Graph error 100, in words of our own.',
    documentation: `${instagramDocs}/reference/access_token`,
    value: {
      secret: 'Error validating client secret.',
      grantType: 'Unsupported grant_type: ig_exchange_token is expected.',
      notShortLived: 'This access token is not short-lived and cannot be exchanged.',
      code: 100,
    },
  },
  instagramRefreshTooYoung: {
    platform: 'instagram',
    standsInFor: 'Answer to refreshing a token that is less than 24 hours old.',
    answer: 'Graph error 100, status 400. Not 190: the token is good.',
    documentation: `${instagramDocs}/reference/refresh_access_token`,
    value: { code: 100, message: 'This access token is less than 24 hours old and cannot be refreshed yet.' },
  },
  instagramRefreshRefusals: {
    platform: 'instagram',
    standsInFor: 'Answers to refreshing a short-lived token, or one without instagram_business_basic.',
    answer: 'Graph errors 100 and 10, in words of our own.',
    documentation: `${instagramDocs}/reference/refresh_access_token`,
    value: {
      grantType: 'Unsupported grant_type: ig_refresh_token is expected.',
      notLongLived: 'This access token is not long-lived and cannot be refreshed.',
      permission: 'Application does not have permission for this action',
    },
  },
  instagramRefreshedToken: {
    platform: 'instagram',
    standsInFor: 'Whether a refresh returns a new token string, and what becomes of the old one.',
    answer: 'A new one; the old one lives on until its own end.',
    switch: 'refreshedToken',
    value: 'new',
  },
  instagramOlderTokens: {
    platform: 'instagram',
    standsInFor: 'What becomes of older tokens when a person allows the app again, or a token is exchanged.',
    answer: 'They live on until their own end.',
    value: true,
  },
  instagramMe: {
    platform: 'instagram',
    standsInFor: '`/me` without `fields`, with an unknown field, or with a wrong appsecret_proof.',
    answer: 'Without: id, user_id and username. Otherwise Graph error 100, in words of our own.',
    documentation: `${instagramDocs}/reference/me`,
    value: {
      fields: ['id', 'user_id', 'username'],
      unknownField: (name: string) => `Tried accessing nonexisting field (${name})`,
      proof: 'Invalid appsecret_proof provided in the API argument',
    },
  },
  instagramMissingToken: {
    platform: 'instagram',
    standsInFor: 'A Graph call without any access token.',
    answer: 'As an unreadable token: error 190.',
    value: 190,
  },
  instagramUnknownToken: {
    platform: 'instagram',
    standsInFor: 'Which of the two reported answers a token gets that is unknown; and the code of the second.',
    answer: '190 "Cannot parse access token"; the other one ("Unsupported request") as error 100.',
    switch: 'unknownToken',
    value: { setting: 'cannot-parse', code: 100 },
  },
  graphRateLimit: {
    platform: 'meta',
    standsInFor: 'HTTP status and text of rate-limit errors, and whether Retry-After is sent.',
    answer: 'Status 400, in words of our own; Retry-After only where a test asks for it.',
    value: {
      status: 400,
      messages: new Map([
        [4, 'Application request limit reached'],
        [17, 'User request limit reached'],
        [32, 'Page request limit reached'],
        [341, 'Application limit reached'],
        [613, 'Calls to this api have exceeded the rate limit.'],
      ]),
    },
  },
  instagramTokenRateLimit: {
    platform: 'instagram',
    standsInFor: 'What the token endpoint answers when it is called too often.',
    answer: '429 in the shape of that endpoint; Retry-After only where a test asks for it.',
    value: { status: 429, type: 'OAuthRateLimitException', message: 'Too many requests' },
  },
  graphFaults: {
    platform: 'meta',
    standsInFor: 'Texts for a checkpointed user, a user who removed the app, a missing permission and a transient fault.',
    answer: 'Words of our own, with the documented codes.',
    documentation: 'https://developers.facebook.com/docs/graph-api/guides/error-handling',
    value: {
      removed: 'Error validating access token: The user has not authorized the application.',
      checkpoint: 'Error validating access token: The user must log in on the platform to continue.',
      permission: 'Application does not have permission for this action',
      transient: 'An unexpected error has occurred. Please retry your request later.',
      transientStatus: 500,
    },
  },
  instagramConsentAfterLogin: {
    platform: 'instagram',
    standsInFor: 'Whether a person who allowed the app before is asked again.',
    answer: 'Always; without `force_reauth` only the login is skipped.',
    value: true,
  },
  instagramNoticeUser: {
    platform: 'instagram',
    standsInFor: 'Which of the ids of an account a notice carries.',
    answer: 'The app-scoped one, `/me.id`.',
    switch: 'noticeUserId',
    value: 'app-scoped',
  },
  instagramNoticeSecret: {
    platform: 'instagram',
    standsInFor: 'Which secret signs notices: that of the Instagram app, or of the Meta app that it belongs to.',
    answer: 'That of the Instagram app. The other is `metaSecret` of the app; an app without one has the same for both.',
    switch: 'noticeSecret',
    value: 'instagram',
  },

  // Facebook
  facebookDialogErrors: {
    platform: 'facebook',
    standsInFor: 'Text of the page for a dialog that cannot be shown: wrong app, redirect URI, configuration or permission.',
    answer: 'Words of our own, never a redirect.',
    documentation: `${facebookDocs}/guides/advanced/manual-flow`,
    value: {
      app: 'Invalid App ID: there is no such app',
      redirectUri: 'URL blocked: the redirect_uri is not one of those that the app has registered',
      responseType: 'Invalid response_type: this emulation knows "code"',
      configuration: 'Invalid config_id: the app has no such configuration',
      scope: (names: string) => `Invalid Scopes: ${names}`,
      challengeMethod: 'Invalid code_challenge_method: this emulation knows "S256"',
    },
  },
  facebookDialog: {
    platform: 'facebook',
    standsInFor: 'The several steps of the real dialog, and what is ticked in the first place.',
    answer: 'One page: businesses, Pages and Instagram accounts, each "all current and future" or "only these"; all ticked.',
    value: 'these',
  },
  facebookConfigurationScope: {
    platform: 'facebook',
    standsInFor: 'Whether `scope` counts beside `config_id`, and whether `override_default_response_type` does anything.',
    answer: 'Neither does.',
    documentation: `${facebookDocs}/facebook-login-for-business`,
    value: 'ignored',
  },
  facebookRegrant: {
    platform: 'facebook',
    standsInFor: 'Whether somebody who has allowed the app before is asked whether to continue or edit, or not asked at all.',
    answer: 'Asked. What was allowed before stays allowed beside what is new; assets are those of the latest choice.',
    switch: 'regrant',
    value: 'asks',
  },
  facebookRerequest: {
    platform: 'facebook',
    standsInFor: 'Whether `auth_type=rerequest` shows the choice of assets again; reports disagree.',
    answer: 'It does.',
    switch: 'rerequest',
    value: 'shows-picker',
  },
  facebookNothingTicked: {
    platform: 'facebook',
    standsInFor: 'What `debug_token` says about a permission of which the person has ticked no asset.',
    answer: 'An empty list of `target_ids`. Somebody who has nothing to tick grants all current and future ones.',
    switch: 'nothingTicked',
    value: 'empty-list',
  },
  facebookDenialState: {
    platform: 'facebook',
    standsInFor: 'Whether `state` always comes back when the person cancels.',
    answer: 'It does.',
    switch: 'denyState',
    value: 'echo',
  },
  facebookCode: {
    platform: 'facebook',
    standsInFor: 'How long a code lives.',
    answer: '10 minutes.',
    documentation: `${facebookDocs}/guides/advanced/manual-flow`,
    value: { life: 10 * minute },
  },
  facebookChallenge: {
    platform: 'facebook',
    standsInFor: 'What becomes of a code_challenge outside of OpenID Connect, and of a verifier without a challenge.',
    answer: 'S256 in base64url is checked; a verifier alone is ignored. There is no id_token.',
    documentation: `${facebookDocs}/guides/advanced/oidc-token`,
    value: 'S256',
  },
  facebookCodeToken: {
    platform: 'facebook',
    standsInFor: 'How long the token for a code lives: "hours" by the text, 60 days by a sample.',
    answer: 'Two hours.',
    switch: 'codeToken',
    value: 'short',
  },
  facebookTokenLife: {
    platform: 'facebook',
    standsInFor: 'The exact lives of tokens, in seconds.',
    answer: '7200 after a code, 5183944 after an exchange, as the sample of the exchange has it. A system user\'s token has none.',
    documentation: `${facebookDocs}/guides/access-tokens/get-long-lived`,
    value: { short: 7200, long: 5_183_944 },
  },
  facebookExpiresIn: {
    platform: 'facebook',
    standsInFor: 'When `expires_in` is left out of a token answer.',
    answer: 'For tokens that do not end; for all where the setting says so.',
    switch: 'expiresIn',
    value: 'present',
  },
  facebookReexchange: {
    platform: 'facebook',
    standsInFor: 'What exchanging a long-lived token gives.',
    answer: 'Another one, with a whole new life; the old one lives on until its own end.',
    switch: 'reexchange',
    value: 'renews',
  },
  facebookTokenRefusals: {
    platform: 'facebook',
    standsInFor: 'Answers to token requests with a wrong app, secret, code, redirect URI, verifier or token.',
    answer: 'Graph errors 100, 101 and 1 in words of our own; only a code that was used before has the reported text.',
    documentation: `${facebookDocs}/guides/advanced/manual-flow`,
    value: {
      app: { message: 'Error validating application. There is no app with this id.', code: 101 },
      secret: { message: 'Error validating client secret.', code: 1 },
      grantType: { message: 'Unsupported grant_type: authorization_code or fb_exchange_token is expected.', code: 100 },
      code: { message: 'Invalid verification code.', code: 100 },
      codeExpired: { message: 'This authorization code has expired.', code: 100 },
      redirectUri: { message: 'The redirect_uri is not identical to the one of the dialog.', code: 100 },
      verifier: { message: 'The code_verifier does not belong to the code_challenge.', code: 100 },
      foreignToken: { message: 'The access token belongs to another app.', code: 100 },
      pageToken: { message: 'A Page access token cannot be exchanged.', code: 100 },
    },
  },
  facebookScopedId: {
    platform: 'facebook',
    standsInFor: 'Shape of the id by which an app knows a person.',
    answer: '17 digits per app and person, beginning with 1021.',
    value: { prefix: '1021', length: 17 },
  },
  facebookDataAccess: {
    platform: 'facebook',
    standsInFor: 'What counts as activity for `data_access_expires_at`, and what a call is answered after it.',
    answer: 'Going through the dialog. After 90 days error 190 without a subcode; the token can still be inspected and exchanged.',
    value: {
      life: 90 * 24 * hour,
      fault: { message: 'Error validating access token: Access to data has expired. The user has to log in again.', code: 190 },
    },
  },
  facebookDebugToken: {
    platform: 'facebook',
    standsInFor: '`debug_token` for dead, unknown and foreign tokens, and the type it gives a system user\'s token.',
    answer:
      'Dead: `is_valid` false with the error inside. Unknown: the same without ids. Foreign, or not asked with the app\'s own ' +
      'token: error 100. The type is SYSTEM_USER.',
    documentation: `${facebookDocs}/guides/access-tokens/debugging`,
    value: {
      notTheApp: { message: 'An access token of the app is required: app id and secret, joined by a bar.', code: 100 },
      foreign: { message: 'The input_token belongs to another app.', code: 100 },
      types: { user: 'USER', 'system-user': 'SYSTEM_USER', page: 'PAGE' },
    },
  },
  facebookGraph: {
    platform: 'facebook',
    standsInFor: 'Fields that come without `fields`, and the words of Graph errors about fields, objects and permissions.',
    answer:
      '`id` always comes. Unknown fields and edges are error 100, objects out of reach 100 with subcode 33, missing ' +
      'permissions 200 or, for Instagram, 10.',
    value: {
      usualFields: {
        user: ['name'],
        page: ['name'],
        pages: ['access_token', 'category', 'name', 'tasks'],
        business: ['name'],
        instagram: [] as readonly string[],
      },
      tasks: ['ADVERTISE', 'ANALYZE', 'CREATE_CONTENT', 'MANAGE', 'MESSAGING', 'MODERATE'],
      syntax: { message: 'Syntax error in the field list.', code: 100 },
      proof: { message: 'Invalid appsecret_proof provided in the API argument', code: 100 },
      unknownField: (name: string) => ({ message: `(#100) Tried accessing nonexisting field (${name})`, code: 100 }),
      unknownEdge: (name: string) => ({ message: `(#100) There is nothing at /${name}`, code: 100 }),
      missing: (id: string) => ({
        message: `Object with ID '${id}' does not exist, or access to it was not granted.`,
        code: 100,
        subcode: 33,
      }),
      notGranted: (scope: string) => ({ message: `(#100) ${scope} was not granted.`, code: 100 }),
      permission: (scope: string) => ({
        message: `(#${scope.startsWith('instagram') ? 10 : 200}) Requires the permission ${scope}.`,
        code: scope.startsWith('instagram') ? 10 : 200,
      }),
    },
  },
  facebookPaging: {
    platform: 'facebook',
    standsInFor: 'How many entries a page of a list has, and what the address of the next one carries.',
    answer: '25 unless `limit` says otherwise, 100 at most. The address repeats the query, with `after`; the last page has none.',
    value: { usual: 25, most: 100 },
  },
  facebookBusinessPages: {
    platform: 'facebook',
    standsInFor: 'Which Pages a business lists, and what it tells of those that the person has not ticked.',
    answer: 'All that it has; those that were not ticked without a token.',
    switch: 'businessPages',
    value: 'all',
  },
  facebookUntickedInstagram: {
    platform: 'facebook',
    standsInFor: 'Whether a ticked Page names its Instagram account if only that was not ticked.',
    answer: 'It does not.',
    switch: 'untickedInstagram',
    value: 'hidden',
  },
  facebookConfigAccounts: {
    platform: 'facebook',
    standsInFor: 'When `/me/accounts` is empty after a login by `config_id`, as was reported.',
    answer: 'Never, unless the setting says so; the Pages of businesses are then found through the businesses.',
    switch: 'configAccounts',
    value: 'listed',
  },
  facebookRevokeAnswer: {
    platform: 'facebook',
    standsInFor: 'What removing permissions answers: the page says `true`, live answers are reported as an object.',
    answer: '`true`. A single permission that is taken back is listed as declined from then on.',
    switch: 'revokeAnswer',
    documentation: 'https://developers.facebook.com/docs/graph-api/reference/user/permissions',
    value: 'true',
  },
  facebookPasswordChange: {
    platform: 'facebook',
    standsInFor: "Which tokens a new password ends, and whether Facebook's consent survives it.",
    answer: 'All of the person and of the Pages, not those of system users; the consent survives.',
    value: true,
  },

  // TikTok
  tiktokCode: {
    platform: 'tiktok',
    standsInFor: "Life of an authorization code: single-use and short, but no number in TikTok's pages.",
    answer: '5 minutes.',
    documentation: `${tiktokDocs}/login-kit-web`,
    value: { life: 5 * minute },
  },
  tiktokDenial: {
    platform: 'tiktok',
    standsInFor: 'error_description when the person cancels.',
    answer: 'Words of our own.',
    documentation: `${tiktokDocs}/oauth-error-handling`,
    value: 'The user denied the request.',
  },
  tiktokDenialState: {
    platform: 'tiktok',
    standsInFor: 'Whether `state` always comes back when the person cancels.',
    answer: 'It does.',
    switch: 'denyState',
    value: 'echo',
  },
  tiktokAuthorizeParameters: {
    platform: 'tiktok',
    standsInFor: 'What happens without `state`, or with a response_type or challenge method that is not supported.',
    answer: 'The "Something went wrong" page names the parameter, as it does for those that were reported.',
    documentation: `${tiktokDocs}/login-kit-web`,
    value: ['state', 'response_type', 'code_challenge_method'],
  },
  tiktokBasicScope: {
    platform: 'tiktok',
    standsInFor: 'Which scopes a person may untick.',
    answer: 'Every one but user.info.basic.',
    value: 'user.info.basic',
  },
  tiktokRememberedGrant: {
    platform: 'tiktok',
    standsInFor: 'When exactly `disable_auto_auth=0` skips the consent page, and what its absence means.',
    answer: 'When the account in the session has granted every scope now asked for; absent means 0.',
    documentation: `${tiktokDocs}/login-kit-web`,
    value: '0',
  },
  tiktokWebChallenge: {
    platform: 'tiktok',
    standsInFor: 'What becomes of a code_challenge that a web app sends; no page mentions one.',
    answer: 'It is checked: hex and base64url are both right; no verifier is wrong. A verifier without challenge is ignored.',
    switch: 'clients[].challengeEncoding, clients[].requireChallenge',
    value: 'either' as const,
  },
  tiktokOauthStatus: {
    platform: 'tiktok',
    standsInFor: 'HTTP status of OAuth errors.',
    answer: '400.',
    switch: 'oauthErrorStatus',
    documentation: `${tiktokDocs}/oauth-error-handling`,
    value: 400,
  },
  tiktokOauthDescriptions: {
    platform: 'tiktok',
    standsInFor: 'Descriptions of OAuth errors other than the few that are documented or were seen.',
    answer: 'Words of our own, with the documented codes.',
    documentation: `${tiktokDocs}/oauth-error-handling`,
    value: {
      client: 'Client key or secret is incorrect.',
      code: 'Authorization code is invalid or was already used.',
      refreshToken: 'Refresh token is invalid or expired.',
      grantType: 'Grant type is not supported.',
      token: 'Access token is invalid or expired.',
      unavailable: 'The service is temporarily unavailable.',
      server: 'The service ran into an error.',
    },
  },
  tiktokTrailingSlash: {
    platform: 'tiktok',
    standsInFor: 'Answer to an API path without its trailing slash, or with another method.',
    answer: '404, and nothing happens.',
    value: { status: 404 as const, body: '404 page not found' },
  },
  tiktokRefreshLife: {
    platform: 'tiktok',
    standsInFor: 'Whether `refresh_expires_in` starts again with a rotated refresh token.',
    answer: 'It does.',
    switch: 'refreshLife',
    documentation: `${tiktokDocs}/oauth-user-access-token-management`,
    value: 'restarts',
  },
  tiktokLegacyRotation: {
    platform: 'tiktok',
    standsInFor: 'Whether a refresh under the older rules changes the refresh token ("may be different").',
    answer: 'It stays the same.',
    switch: 'legacyRotation',
    documentation: `${tiktokDocs}/oauth-user-access-token-management`,
    value: 'keeps',
  },
  tiktokOldTokens: {
    platform: 'tiktok',
    standsInFor: 'What becomes of older access tokens after a refresh, and of older tokens after a new consent.',
    answer: 'They live on until their own end.',
    switch: 'reconsent',
    value: 'tokens-live',
  },
  tiktokPasswordChange: {
    platform: 'tiktok',
    standsInFor: 'Whether changing the password ends the tokens of apps.',
    answer: 'It ends all of them, without a webhook; the consent itself stays remembered.',
    value: true,
  },
  tiktokRevoke: {
    platform: 'tiktok',
    standsInFor: 'Revoking with an expired access token, or with the refresh token.',
    answer: '`invalid_grant`, and nothing is revoked.',
    documentation: `${tiktokDocs}/oauth-user-access-token-management`,
    value: 'invalid_grant' as const,
  },
  tiktokFieldRefusal: {
    platform: 'tiktok',
    standsInFor: 'Which code answers a field whose scope is missing.',
    answer: 'Scope asked for but unticked: `scope_not_authorized` (401). Never asked for: `scope_permission_missed` (400).',
    documentation: `${tiktokDocs}/tiktok-api-v2-error-handling`,
    value: { missed: 'Additional scope permissions are required for the requested fields.' },
  },
  tiktokDataMessages: {
    platform: 'tiktok',
    standsInFor: 'Messages of Data API errors other than the one that was seen.',
    answer: 'Words of our own, with the documented codes.',
    documentation: `${tiktokDocs}/tiktok-api-v2-error-handling`,
    value: {
      accessToken: 'The access token is invalid or not found in the request.',
      params: 'One or more fields in the request are invalid.',
      rateLimit: 'The API rate limit was exceeded. Please try again later.',
      internal: 'Internal error. Please try again later.',
    },
  },
  tiktokRateLimit: {
    platform: 'tiktok',
    standsInFor: 'Whom the 600 requests a minute are counted for.',
    answer: 'The app.',
    documentation: `${tiktokDocs}/tiktok-api-v2-rate-limit`,
    value: 'app',
  },
  tiktokNoPicture: {
    platform: 'tiktok',
    standsInFor: 'The avatar fields of an account without a picture.',
    answer: 'Empty strings.',
    value: '',
  },
  tiktokProfileLinks: {
    platform: 'tiktok',
    standsInFor: 'Addresses in profile_deep_link and profile_web_link.',
    answer: 'An address of the emulation itself, never one of a real profile.',
    value: '/@',
  },
  tiktokOauthRateLimit: {
    platform: 'tiktok',
    standsInFor: 'What an OAuth endpoint answers when it is called too often.',
    answer: '429 `temporarily_unavailable`; Retry-After only where a test asks for it.',
    value: 429,
  },
  tiktokSandbox: {
    platform: 'tiktok',
    standsInFor: 'Where a sandbox app refuses somebody who is not one of its target users.',
    answer: 'After the login, on the "Something went wrong" page, which names `non_sandbox_target`.',
    switch: 'clients[].sandboxAccounts',
    value: 'non_sandbox_target',
  },
  tiktokWebhookBatch: {
    platform: 'tiktok',
    standsInFor: 'Whether one request can carry several events; every sample has one.',
    answer: 'One request per event. As a JSON array where the setting says so, for what happens in one go.',
    switch: 'webhookBatch',
    documentation: `${tiktokDocs}/webhooks-overview`,
    value: 'single',
  },
  tiktokWebhookDuplicates: {
    platform: 'tiktok',
    standsInFor: 'When a webhook that was taken is delivered again; that it can happen is documented.',
    answer: 'Never, unless the setting says so, or somebody sends it again.',
    switch: 'webhookDuplicates',
    documentation: `${tiktokDocs}/webhooks-overview`,
    value: 'once',
  },
  tiktokWebhookSignature: {
    platform: 'tiktok',
    standsInFor: 'Whether a redelivery is signed anew.',
    answer: 'It is, with the time at which it is sent; the body stays the same.',
    documentation: `${tiktokDocs}/webhooks-verification`,
    value: true,
  },
  tiktokRemovalReasons: {
    platform: 'tiktok',
    standsInFor: 'What becomes of a person who deletes the account, corrects the age or is banned.',
    answer: 'Apps lose their tokens and are told. The account itself stays, for the next demo.',
    documentation: `${tiktokDocs}/webhooks-events`,
    value: true,
  },
} satisfies Record<string, Invention>;
