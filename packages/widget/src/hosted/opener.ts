/** Whether an event is the answer of the page that opened this one, about this flow. */
const isFrom = (event: MessageEvent, opener: unknown, origin: string, fid: string, type: string): boolean => {
  const data: unknown = event.data;
  if (event.source !== opener || event.origin !== origin || typeof data !== 'object' || data === null) return false;
  const { v, type: sent, fid: about } = data as Record<string, unknown>;
  return v === 1 && sent === `connect-link:${type}` && about === fid;
};

/**
 * Says something to the page that opened this one, and calls back when it answers with a message of that type. Names its
 * exact origin: where another page sits there by now, the browser delivers nothing. Nothing happens without an opener.
 */
export const askOpener = (message: object, answer: string, origin: string, fid: string, heard: (data: Record<string, unknown>) => void): void => {
  const { opener } = window as { opener: Window | null };
  if (!opener || !origin) return;
  addEventListener('message', (event) => {
    if (isFrom(event, opener, origin, fid, answer)) heard(event.data as Record<string, unknown>);
  });
  opener.postMessage(message, origin);
};
