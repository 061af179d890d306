import type { Link, LinkPatch, SessionLinkInput, Workspace } from '@connect/sdk';
import { isPrintable, limits, parseAddress } from '@connect/sdk/contract';

/** The account that is expected at one platform, as it is typed. */
export interface ExpectedValue {
  readonly handle: string;
  readonly onMismatch: string;
}

/** What stands in the form. Texts are as typed; a field that is empty is not set. */
export interface LinkValues {
  readonly clientName: string;
  readonly description: string;
  readonly platforms: readonly string[];
  /** A day, `2026-11-20`, in the person's own time zone. */
  readonly expiresAt: string;
  readonly maxConnections: string;
  /** By platform. */
  readonly expectedAccounts: Readonly<Record<string, ExpectedValue>>;
  readonly requiresApproval: boolean;
  readonly returnUrl: string;
  readonly locale: string;
}

/** A field that can be wrong: a name of `LinkValues`, or `expectedAccounts.instagram`. */
export type LinkField = keyof LinkValues | `expectedAccounts.${string}`;

/** What is wrong, by field: a key of the form's words. */
export type LinkFaults = Partial<Record<LinkField, 'platforms' | 'long' | 'unprintable' | 'date' | 'past' | 'max' | 'handle' | 'url'>>;

const blank: LinkValues = {
  clientName: '',
  description: '',
  platforms: [],
  expiresAt: '',
  maxConnections: '',
  expectedAccounts: {},
  requiresApproval: false,
  returnUrl: '',
  locale: '',
};

/** Of something that was stored, perhaps by another version, what still is a form's. */
export const knownValues = (stored: object): Partial<LinkValues> => {
  const fits = (name: string, value: unknown) => {
    const model: unknown = blank[name as keyof LinkValues];
    return typeof value === typeof model && value !== null && Array.isArray(value) === Array.isArray(model);
  };
  return Object.fromEntries(Object.entries(stored).filter(([name, value]) => name in blank && fits(name, value)));
};

/** An empty form; what is remembered is taken where the workspace still has it. At first a link is for all platforms: clients choose. */
export const emptyValues = (workspace: Pick<Workspace, 'platforms' | 'locales'>, last: Partial<LinkValues> = {}): LinkValues => {
  const offered = workspace.platforms.map(({ id }) => id);
  const remembered = offered.filter((id) => last.platforms?.includes(id));
  const platforms = remembered.length > 0 ? remembered : offered;
  const locale = workspace.locales.find((tag) => tag === last.locale) ?? '';
  return { ...blank, ...last, platforms, locale };
};

const two = (count: number): string => String(count).padStart(2, '0');

/** The day of a moment where the person is. */
export const dayOf = (moment: Date): string => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;

/** The last moment of a day where the person is; `undefined` where there is no such day. */
export const endOfDay = (day: string): Date | undefined => {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  const end = new Date(Number(year), Number(month) - 1, Number(date), 23, 59, 59, 999);
  return dayOf(end) === day ? end : undefined;
};

/** The form of a link that there is. */
export const valuesOf = (link: Link): LinkValues => ({
  clientName: link.clientName ?? '',
  description: link.description ?? '',
  platforms: link.platforms,
  expiresAt: link.expiresAt === null ? '' : dayOf(new Date(link.expiresAt)),
  maxConnections: String(link.maxConnections ?? ''),
  expectedAccounts: Object.fromEntries(link.expectedAccounts.map(({ platform, handle, onMismatch }) => [platform, { handle, onMismatch }])),
  requiresApproval: link.requiresApproval,
  returnUrl: link.returnUrl ?? '',
  locale: link.locale ?? '',
});

/** The accounts that the form expects: those of chosen platforms that are filled in. */
const expectedOf = ({ platforms, expectedAccounts }: LinkValues) =>
  platforms.flatMap((platform) => {
    const { handle = '', onMismatch } = expectedAccounts[platform] ?? {};
    return handle.trim() === ''
      ? []
      : [{ platform, handle: `@${handle.trim().replace(/^@/, '')}`, onMismatch: onMismatch === 'warn' ? ('warn' as const) : ('refuse' as const) }];
  });

/** What is wrong with the values, by the contract's rules; `before` is what an expiry may stay at although it is over. */
export const faultsOf = (values: LinkValues, now: Date, before?: LinkValues): LinkFaults => {
  const { clientName, description, expiresAt, maxConnections, returnUrl } = values;
  const faults: LinkFaults = {};
  if (values.platforms.length === 0) faults.platforms = 'platforms';
  if (clientName.trim().length > limits.name) faults.clientName = 'long';
  else if (!isPrintable(clientName.trim())) faults.clientName = 'unprintable';
  if (description.trim().length > limits.description) faults.description = 'long';
  else if (!description.split(/[\n\r\t]/).every(isPrintable)) faults.description = 'unprintable';
  const end = endOfDay(expiresAt);
  if (expiresAt && expiresAt !== before?.expiresAt) {
    if (!end) faults.expiresAt = 'date';
    else if (end <= now) faults.expiresAt = 'past';
  }
  if (maxConnections.trim() && !(/^\d{1,6}$/.test(maxConnections.trim()) && Number(maxConnections) >= 1 && Number(maxConnections) <= 100_000)) {
    faults.maxConnections = 'max';
  }
  for (const { platform, handle } of expectedOf(values)) {
    if (!/^@[^\s@]{1,60}$/u.test(handle) || !isPrintable(handle)) faults[`expectedAccounts.${platform}`] = 'handle';
  }
  if (returnUrl.trim() && !parseAddress(returnUrl.trim())) faults.returnUrl = 'url';
  return faults;
};

/** The fields as they are sent; `null` for what is not set. */
const sent = (values: LinkValues) => ({
  clientName: values.clientName.trim() || null,
  description: values.description.trim() || null,
  returnUrl: values.returnUrl.trim() || null,
  expiresAt: endOfDay(values.expiresAt)?.toISOString() ?? null,
  maxConnections: values.maxConnections.trim() ? Number(values.maxConnections) : null,
  expectedAccounts: expectedOf(values),
  requiresApproval: values.requiresApproval,
  locale: values.locale || null,
});

/** What a new link is asked for with: only what was filled in. */
export const inputOf = (values: LinkValues, workspace: string): SessionLinkInput => {
  const { expectedAccounts, requiresApproval, ...plain } = sent(values);
  return {
    workspace,
    platforms: [...values.platforms],
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null)),
    ...(expectedAccounts.length > 0 && { expectedAccounts }),
    ...(requiresApproval && { requiresApproval }),
  };
};

/** What was changed, compared to what the form began with. */
export const patchOf = (values: LinkValues, before: LinkValues): LinkPatch => {
  const old = sent(before);
  const changes = Object.entries(sent(values)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]));
  return Object.fromEntries(changes);
};

/** A field of a link that can be changed. */
export type Changeable = keyof LinkPatch & keyof LinkValues;

/** The names of all fields that two forms differ in. */
export const changedFields = (values: LinkValues, before: LinkValues): Changeable[] => Object.keys(patchOf(values, before)) as Changeable[];

/**
 * What a form becomes when the link was changed by somebody else: fields that were not touched here take the other's values.
 * Those that both have changed, and differently, stay as they were typed, and are named.
 */
export const mergedValues = (values: LinkValues, before: LinkValues, theirs: LinkValues): { readonly values: LinkValues; readonly clashes: readonly Changeable[] } => {
  const mine = new Set(changedFields(values, before));
  const others = changedFields(theirs, before);
  const taken = Object.fromEntries(others.filter((field) => !mine.has(field)).map((field) => [field, theirs[field]]));
  const merged = { ...values, ...taken };
  const differing = new Set(changedFields(merged, theirs));
  return { values: merged, clashes: others.filter((field) => mine.has(field) && differing.has(field)) };
};

/** The form's field of a path that the backend refused, such as `expectedAccounts[0].handle`; `undefined` where it has none. */
export const fieldOf = (path: string, values: LinkValues): LinkField | undefined => {
  const [, name = '', index] = /^(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
  if (!(name in blank)) return undefined;
  if (name !== 'expectedAccounts') return name as LinkField;
  const platform = expectedOf(values)[Number(index ?? 0)]?.platform;
  return platform === undefined ? undefined : `expectedAccounts.${platform}`;
};
