import * as z from 'zod/mini';
import { connectionIdForm } from './connection.ts';
import { linkIdForm } from './link.ts';
import { sessionIdForm } from './session.ts';
import { deliveryIdForm, endpointIdForm } from './webhook.ts';

const id = (form: string, message: string) => z.string().check(z.regex(new RegExp(form), message));

/** A link's id, as callers name it. */
export const LinkId = id(linkIdForm, 'Must be a link id, such as lnk_….');

/** A connection's id, as callers name it. */
export const ConnectionId = id(connectionIdForm, 'Must be a connection id, such as con_….');

/** A session's id, as callers name it. */
export const SessionId = id(sessionIdForm, 'Must be a session id, such as ses_….');

/** A webhook endpoint's id, as callers name it. */
export const WebhookEndpointId = id(endpointIdForm, 'Must be the id of a webhook endpoint, such as whe_….');

/** A delivery's id, as callers name it. */
export const WebhookDeliveryId = id(deliveryIdForm, 'Must be the id of a delivery, such as whd_….');
