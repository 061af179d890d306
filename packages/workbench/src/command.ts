/** What ends a command with one sentence instead of a stack: something that the person at the terminal can mend. */
export class Stop extends Error {
  override name = 'Stop';
}

/** The repository's root, absolute, without a slash at the end. */
export const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');

/**
 * Runs a command's main function with the arguments after the script's name. Its number is the exit code; a `Stop`
 * is printed as its sentence, anything else with its stack, and both end with exit code 1.
 */
export async function command(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}
