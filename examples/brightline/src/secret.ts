import { createHmac } from 'node:crypto';

/** A secret of Brightline's own for one purpose. A real product has random ones in its configuration or its database. */
export const secretFor = (apiKey: string, purpose: string): string =>
  createHmac('sha256', apiKey).update(`brightline ${purpose}`).digest('base64url');
