import { command, Stop } from './command.ts';
import { runSteps } from './step.ts';
import { steps } from './steps.ts';

// The gate: everything, or with `--only types,lint` the steps that are named.
await command(async (args) => {
  const { chosen, only } = parse(args);
  if (only === undefined) return runSteps(steps);
  const unknown = only.filter((id) => !steps.some((step) => step.id === id));
  if (unknown.length > 0) {
    throw new Stop(`There is no step "${unknown.join('", "')}"; there are ${steps.map(({ id }) => id).join(', ')}.`);
  }
  return runSteps(chosen);
});

function parse(args: readonly string[]) {
  const [flag, value, ...rest] = args;
  if (flag !== undefined && (flag !== '--only' || value === undefined || rest.length > 0)) {
    throw new Stop(`The only option is --only with the names of steps, such as --only types,lint; this is "${args.join(' ')}".`);
  }
  const only = value?.split(',');
  return { only, chosen: steps.filter(({ id }) => only?.includes(id)) };
}
