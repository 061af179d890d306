/** `encodeURIComponent` throws where half a character is left of one, as of a name that a platform has cut. */
const encoded = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}'));

/**
 * An address that opens the person's own mail program with a message; nothing is sent from here. Without `to`, they say to
 * whom. Everything but the `@` is encoded (RFC 6068, section 2), so that an address cannot add headers or a body.
 */
export const mailTo = (to: string, message: { readonly subject?: string; readonly body?: string } = {}): string => {
  const fields = Object.entries(message).map(([key, value]) => `${key}=${encoded(value)}`);
  return `mailto:${to.split('@').map(encoded).join('@')}${fields.length > 0 ? `?${fields.join('&')}` : ''}`;
};
