import type { Actor, NewEvent } from './storage/port.ts';

/** Something that has happened to a link itself. */
export const linkEvent = (type: NewEvent['type'], link: string, actor: Actor, at: number, data: NewEvent['data'] = {}): NewEvent => ({
  type,
  link,
  connection: null,
  fid: null,
  actor,
  data,
  createdAt: at,
});
