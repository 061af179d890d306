/** Platforms tell whole seconds. What was consented to before this time is meant by what they say happened at `occurredAt`: all of the same second is. */
export const endOfSecond = (occurredAt: number): number => (Math.floor(occurredAt / 1000) + 1) * 1000;

/** Whether a consent is meant by what happened at `occurredAt`. */
export const isBefore = (consentedAt: number, occurredAt: number): boolean => consentedAt < endOfSecond(occurredAt);
