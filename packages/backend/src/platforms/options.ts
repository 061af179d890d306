import type { Permission, Platform, PlatformOptions } from './port.ts';

/** What an adapter brings along. */
interface Defaults {
  readonly id: string;
  /** Always asked for. */
  readonly minimum: string | readonly string[];
  readonly permissions: Readonly<Record<string, Permission>>;
}

/**
 * The scopes that an adapter asks for: the platform's minimum unless the options say more. Throws a `TypeError` with one
 * line per fault: a scope that nobody could explain to the person, a missing minimum, a scope that is named twice.
 */
export const scopesToAsk = (options: PlatformOptions, { id, minimum, permissions }: Defaults): Platform['scopes'] => {
  const always = [minimum].flat();
  const { required, optional = [] } = options.scopes ?? { required: always };
  const unknown = [...required, ...optional].filter((scope) => !Object.hasOwn(permissions, scope));
  const twice = optional.filter((scope) => required.includes(scope));
  const faults = [
    ...always
      .filter((scope) => !required.includes(scope))
      .map((scope) => `${id}.scopes.required must contain ${scope}: without it nothing connects.`),
    ...unknown.map((scope) => `${id}.scopes: "${scope}" is unknown; known are ${Object.keys(permissions).join(', ')}.`),
    ...twice.map((scope) => `${id}.scopes: "${scope}" is both required and optional; name it once.`),
  ];
  if (faults.length > 0) throw new TypeError(faults.join('\n'));
  return { required: [...new Set(required)], optional: [...new Set(optional)] };
};

/** The host that people see in the address bar at the platform's page: the platform's own, or the emulator's. */
export const visibleHost = (options: PlatformOptions, own: string): string =>
  options.endpoints?.authorize === undefined ? own : new URL(options.endpoints.authorize).host;
