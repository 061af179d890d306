export { createInstagramEmulator } from './instagram.ts';
export type { InstagramEmulator, InstagramEndpoint, InstagramOptions } from './instagram.ts';
export type { InstagramClient } from './instagram/client.ts';
export type { InstagramSettings } from './instagram/settings.ts';

export { createFacebookEmulator } from './facebook.ts';
export type { FacebookEmulator, FacebookOptions } from './facebook.ts';
export type { FacebookClient, FacebookConfiguration } from './facebook/client.ts';
export type { FacebookEndpoint } from './facebook/graph-routes.ts';
export { facebookSeeds } from './facebook/seeds.ts';
export type { FacebookSettings } from './facebook/settings.ts';
export type { BusinessSeed, FacebookWorld, PageSeed, PersonSeed } from './facebook/world.ts';

export { createTikTokEmulator } from './tiktok.ts';
export type { TikTokEmulator, TikTokEndpoint, TikTokOptions } from './tiktok.ts';
export type { ChallengeEncoding, TikTokClient } from './tiktok/client.ts';
export type { TikTokSettings } from './tiktok/settings.ts';

export type { Account, AccountSeed } from './account.ts';
export type { Behaviour, BehaviourOrder } from './behaviour.ts';
export { ControlError } from './control-error.ts';
export type { SharedOptions, SharedSettings } from './emulation.ts';
export type { AccountChange, Control, Emulator, RequestSummary } from './emulator.ts';
export { inventions } from './inventions.ts';
export type { Invention } from './inventions.ts';
export type { MetaNoticeAddresses, MetaNoticeSettings } from './meta-notices.ts';
export type { Motif } from './motif.ts';
export type { Notice, NoticeAttempt } from './notices.ts';
export type { PictureAnswer } from './picture.ts';
export type { LoggedRequest } from './request-log.ts';
export { seeds } from './seeds.ts';
export { signedRequest, tiktokSignature } from './signatures.ts';
export { createVisitor } from './visitor.ts';
export type { Conduct, Visit, Visitor } from './visitor.ts';
