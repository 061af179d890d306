/** Options that Connect cannot start with: one line per fault, with the variable, what is wrong, and an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration_invalid';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Connect cannot start:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}
