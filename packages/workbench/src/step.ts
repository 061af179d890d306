import { performance } from 'node:perf_hooks';
import { root, Stop } from './command.ts';
import { add, closingLine, type Count } from './tally.ts';

/** One part of the gate. */
export interface Step {
  /** Its name for `--only`. */
  readonly id: string;
  /** What it makes sure of. */
  readonly title: string;
  /** Without it the rest makes no sense: a failure ends the run. */
  readonly first?: true;
  readonly run: () => Promise<Count>;
}

/** Runs steps one after the other, names and times each, and ends with what failed and the closing line. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  const done: { step: Step; count: Count; seconds: number }[] = [];
  for (const [index, step] of steps.entries()) {
    console.log(`\n── ${index + 1}/${steps.length} ${step.title}`);
    const begin = performance.now();
    const count = await counted(step);
    const seconds = (performance.now() - begin) / 1000;
    done.push({ step, count, seconds });
    console.log(`   ${count.failed === 0 ? 'passed' : 'FAILED'} in ${seconds.toFixed(1)} s (${closingLine(count)})`);
    for (const failure of count.failures ?? []) console.log(`\n   ${brief(failure)}`);
    if (step.first && count.failed > 0) break;
  }
  const total = done.reduce<Count>((sum, { count }) => add(sum, count), { passed: 0, failed: 0 });
  console.log('');
  for (const { step, count, seconds } of done) {
    console.log(
      `${count.failed === 0 ? 'passed' : 'FAILED'} ${seconds.toFixed(1).padStart(7)} s  ${step.id.padEnd(14)} ${step.title}`,
    );
  }
  // Once more in the end: a log of many thousand lines is read from there, and is often cut before it.
  for (const failure of total.failures ?? []) console.log(`\nFAILED ${brief(failure)}`);
  console.log(`\n${closingLine(total)}`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** The beginning of what a test said; the whole stands where it ran. */
const brief = (failure: string): string => failure.replaceAll(`${root}/`, '').split('\n').slice(0, 12).join('\n   ');

async function counted(step: Step): Promise<Count> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}
