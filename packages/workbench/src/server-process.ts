import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { root, Stop } from './command.ts';
import { environment } from './program.ts';

/** A server that runs as a process of its own. */
export interface ServerPlan {
  /** What people call it, such as "Connect". */
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Answers with 2xx as soon as the server is ready. */
  readonly healthUrl: string;
  /** File for all that it prints; an earlier one is overwritten. */
  readonly log: string;
}

/** A server that has been started. */
export interface ServerProcess {
  /** Resolves when it answers; throws a `Stop` where it ends before that, or takes more than `patience` ms. */
  ready(patience: number): Promise<void>;
  /** Resolves with a sentence when it ends; it is the reader who knows whether it should have. */
  readonly ended: Promise<string>;
  /** Asks it to stop, insists after five seconds, and waits for its end. */
  stop(): Promise<void>;
  /** Ends it at once, for the last moment of this process. */
  kill(): void;
}

/** Starts a server. */
export function startServer(plan: ServerPlan): ServerProcess {
  const output = openSync(plan.log, 'w');
  const lifeline = `--import=${new URL('lifeline.ts', import.meta.url).href}`;
  const child = spawn(process.execPath, ['--conditions=@connect/source', lifeline, `${root}/${plan.script}`, ...plan.args], {
    cwd: root,
    env: environment(plan.env),
    stdio: ['ignore', output, output, 'ipc'],
    // In a process group of its own, Ctrl-C does not reach it beside the signal that stop() sends.
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`${plan.name} could not be started: ${error.message}.`));
    child.once('exit', (code, signal) => resolve(lastWords(plan, signal ?? `exit code ${code}`)));
  });
  return {
    ended,
    ready: async (patience) => {
      const sentence = await Promise.race([answers(plan, patience), ended]);
      if (sentence !== undefined) throw new Stop(sentence);
    },
    stop: async () => {
      if (hasEnded(child)) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(insist);
    },
    kill: () => {
      if (!hasEnded(child)) child.kill('SIGKILL');
    },
  };
}

const hasEnded = (child: ChildProcess): boolean =>
  child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

/** Nothing when it answers, a sentence when it does not in time. */
async function answers({ name, healthUrl, log }: ServerPlan, patience: number): Promise<string | undefined> {
  const deadline = Date.now() + patience;
  let last = 'it does not listen';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(healthUrl, { redirect: 'manual', signal: AbortSignal.timeout(2000) });
      await response.body?.cancel();
      if (response.ok) return undefined;
      last = `it answers with status ${response.status}`;
    } catch {
      // It does not listen yet, or is too busy to answer: that is what is waited for.
    }
    await delay(50);
  }
  return `${name} was not ready after ${patience / 1000} s (${last} at ${healthUrl}); its log is ${log}.`;
}

function lastWords({ name, log }: ServerPlan, how: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12);
  return `${name} has ended by itself (${how}), and the others with it. Its last words, from ${log}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
