/** What a request may hold at most. Lengths are UTF-16 code units, sizes bytes. All of them are in the docs. */
export const limits = {
  /** Names of people, organisations and clients, in characters. */
  name: 120,
  /** E-mail addresses (RFC 5321 section 4.5.3.1.3), in characters. */
  email: 254,
  /** A link's description, in characters. */
  description: 500,
  /** Keys in a link's metadata. */
  metadataKeys: 50,
  /** One metadata key, in characters. */
  metadataKey: 40,
  /** One metadata value, in characters. */
  metadataValue: 500,
  /** The name of a link's slot, in characters. */
  slot: 60,
  /** What a list is searched for, in characters. */
  search: 120,
  /** How long a session lasts at least, in seconds. */
  sessionLeast: 60,
  /** How long a session lasts at most, in seconds. */
  sessionMost: 3600,
  /** How long a recipient can undo what they connected, in minutes. */
  undoMinutes: 10,
  /** Webhook endpoints of one workspace, and as many again that hear of all. */
  webhookEndpoints: 20,
  /** How long a webhook endpoint's secret still signs after it was replaced, in hours. */
  previousSecretHours: 24,
  /** Secrets that were replaced and still sign, of one webhook endpoint. */
  previousSecrets: 9,
  /** Any URL, in characters. */
  url: 2048,
  /** Registered embed origins or return URLs of one workspace. */
  registered: 100,
  /** A request's body, in bytes. */
  body: 65_536,
  /** Rows of one list page. */
  page: 100,
  /** Rows of one list page where the request does not say. */
  pageDefault: 20,
} as const;
