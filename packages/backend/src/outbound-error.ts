/** Why an outgoing request brought no answer. */
export type OutboundErrorCode =
  /** The host's address is not on the public internet. */
  | 'refused_address'
  /** The host, or plain http to it, is not among what may be called. */
  | 'refused_host'
  /** The answer was a redirect; none is followed. */
  | 'redirected'
  /** Connecting, or the whole, took longer than allowed. */
  | 'timeout'
  /** The answer is larger than allowed. */
  | 'too_large'
  /** The host's name does not resolve. */
  | 'unknown_name'
  /** Nothing listens there. */
  | 'connection_refused'
  /** The host's certificate is none that can be trusted: expired, another host's, or nobody's known. */
  | 'bad_certificate'
  /** No connection could be made, for another reason. */
  | 'unreachable'
  /** The answer broke off, or was none that can be read. */
  | 'cut_off';

/**
 * An outgoing request brought no answer. The message names the host and nothing else of the address: platforms and
 * webhook receivers put secrets into paths and queries.
 */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  readonly code: OutboundErrorCode;
  /** Whether the request may have left, and so may have had an effect. */
  readonly sent: boolean;

  constructor(code: OutboundErrorCode, message: string, { sent }: { sent: boolean }) {
    super(message);
    this.code = code;
    this.sent = sent;
  }
}
