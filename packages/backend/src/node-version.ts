const [oldestMajor, oldestMinor] = [22, 13] as const;

/**
 * What is said to a Node that is too old; `undefined` where it is new enough. It imports nothing, and nothing may come before
 * it: an older Node dies of the database's driver without a word.
 */
export const nodeFault = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isEnough ? undefined : `Connect needs Node ${oldestMajor}.${oldestMinor} or newer; this is ${version}.`;
};
