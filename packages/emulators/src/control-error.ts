/** A test asked the emulation for something that it does not know. The message says what it knows. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}
