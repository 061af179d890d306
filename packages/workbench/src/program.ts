import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { root } from './command.ts';

/** How a program ended: its exit code, or 128 and the signal's number as shells have it. */
type ExitCode = number;

/**
 * Runs a program in the repository's root with this terminal and without input, and waits for its end. Programs of
 * node_modules go by their bare name and run on the pinned Node. `quiet` shows what it prints only where it fails.
 * Ctrl-C ends the program and then this process.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly quiet?: boolean } = {},
): Promise<ExitCode> {
  const output = options.quiet ? 'pipe' : 'inherit';
  const child = spawn(file, args, { cwd: options.cwd ?? root, env: environment(options.env), stdio: ['ignore', output, output] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => printed.push(chunk));
  let interrupted = false;
  const pass = (signal: NodeJS.Signals) => {
    interrupted = true;
    child.kill(signal);
  };
  process.on('SIGINT', pass).on('SIGTERM', pass);
  try {
    const code = await new Promise<ExitCode>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? 1));
    });
    if (code !== 0) process.stdout.write(Buffer.concat(printed));
    if (interrupted) process.exit(130);
    return code;
  } finally {
    process.off('SIGINT', pass).off('SIGTERM', pass);
  }
}

/** Runs one of our own scripts under the same Node, with sources instead of built files. */
export const runScript = (script: string, ...args: string[]): Promise<ExitCode> =>
  runProgram(process.execPath, ['--conditions=@connect/source', `${root}/packages/workbench/src/${script}.ts`, ...args]);

/** This process's environment, in which the pinned Node and the programs of node_modules come first. */
export const environment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  PATH: `${root}/node_modules/.bin${delimiter}${process.env['PATH'] ?? ''}`,
  ...more,
});
