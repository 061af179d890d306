import { isLoopback } from './loopback.ts';

/**
 * Checks the address to which an app wants to be told something, as the portal does when it saves it: a TypeError says what is
 * wrong. An emulation sends to this machine only, unless the program that runs it has taken the sending over.
 */
export function checkNoticeAddress(clientId: string, name: string, address: string | undefined, anywhere: boolean): void {
  if (address === undefined) return;
  const refuse = (why: string) => new TypeError(`App "${clientId}": ${name} "${address}" ${why}`);
  if (!URL.canParse(address)) throw refuse('is not an absolute URL');
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) throw refuse('must be https');
  if (url.hash !== '') throw refuse('must not have a fragment');
  if (!anywhere && !isLoopback(url)) {
    throw refuse('must be on this machine, because an emulation sends nothing elsewhere. In process there is the option send');
  }
}
