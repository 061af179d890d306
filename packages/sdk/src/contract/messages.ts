import * as z from 'zod/mini';
import { Refusal } from './errors.ts';
import { FlowConnection, FlowId } from './flows.ts';

const envelope = { v: z.literal(1), fid: FlowId };

/** Launch page → element, to the exact origin that the element claimed: "are you the one?" */
export const Hello = z.object({ ...envelope, type: z.literal('connect-link:hello') });
/** Element → launch page: yes; and which banner its visitor has seen, if any. */
export const HelloAck = z.object({ ...envelope, type: z.literal('connect-link:hello-ack'), bannerShown: z.nullable(z.string()) });
/** Done page → element: how it ended. Only a wake-up; the server is asked before it is believed. */
export const ResultMessage = z.object({
  ...envelope,
  type: z.literal('connect-link:result'),
  seq: z.int(),
  status: z.string(),
  platform: z.nullable(z.string()),
  connections: z.array(FlowConnection),
  error: z.nullable(Refusal),
});
/** Element → done page: received, the window may close. */
export const ResultAck = z.object({ ...envelope, type: z.literal('connect-link:result-ack'), seq: z.int() });

/** The messages between the element and the windows it opens (`postMessage`, never to `*`). */
export const popupMessages = [Hello, HelloAck, ResultMessage, ResultAck] as const;
export type PopupMessage = z.infer<(typeof popupMessages)[number]>;
