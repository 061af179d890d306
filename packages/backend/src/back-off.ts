/** How delays grow: `first` ms, then twice as long each time, at most `most` ms. */
interface BackOff {
  readonly first: number;
  readonly most: number;
}

/** `ms` and up to a fifth more, so that what began together does not stay together. */
export const jittered = (ms: number, random: () => number = Math.random): number => ms + Math.floor((random() * ms) / 5);

/** ms until the next attempt after `failures` (1, 2, 3 …) in a row, and up to a fifth more. */
export const backOff = (failures: number, { first, most }: BackOff, random?: () => number): number =>
  jittered(Math.min(most, first * 2 ** Math.min(failures - 1, 30)), random);
