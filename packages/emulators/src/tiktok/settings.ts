import type { SharedSettings } from '../emulation.ts';
import { oneOf, type SettingsPlan } from '../settings.ts';

export interface TikTokSettings extends SharedSettings {
  /** `2026`: 2 hours, 180 days, strict rotation. `legacy`: 24 hours, 365 days. */
  tokenProfile: '2026' | 'legacy';
  /** Whether a refresh under the legacy profile keeps the refresh token. */
  legacyRotation: 'keeps' | 'rotates';
  /** Whether a rotated refresh token begins a new life, or has only what remains of the old one. */
  refreshLife: 'restarts' | 'remains';
  /** Whether token answers are flat, or `{"data":{…},"message":"success"}` as on an older page. */
  tokenEnvelope: 'flat' | 'wrapped';
  /** HTTP status of OAuth errors. */
  oauthErrorStatus: 400 | 200;
  /** Whether a Data API error has an empty `data` beside it. */
  errorData: 'absent' | 'empty';
  /** What a new consent does to the tokens of an older one. */
  reconsent: 'tokens-live' | 'tokens-die';
  /** What a successful revocation answers: `{}`, or nothing. */
  revokeBody: 'object' | 'empty';
  /** Whether webhooks that arise in one go are sent one by one, or as a JSON array in one request. */
  webhookBatch: 'single' | 'list';
  /** Whether each webhook is delivered once, or twice though it was taken. */
  webhookDuplicates: 'once' | 'twice';
}

export const tiktokSettings: SettingsPlan<Omit<TikTokSettings, keyof SharedSettings>> = {
  tokenProfile: oneOf('2026', 'legacy'),
  legacyRotation: oneOf('keeps', 'rotates'),
  refreshLife: oneOf('restarts', 'remains'),
  tokenEnvelope: oneOf('flat', 'wrapped'),
  oauthErrorStatus: oneOf(400, 200),
  errorData: oneOf('absent', 'empty'),
  reconsent: oneOf('tokens-live', 'tokens-die'),
  revokeBody: oneOf('object', 'empty'),
  webhookBatch: oneOf('single', 'list'),
  webhookDuplicates: oneOf('once', 'twice'),
};
