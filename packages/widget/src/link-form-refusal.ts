import type { FieldError } from '@connect/sdk';
import { fieldOf, type LinkField, type LinkValues } from './link-form-values.ts';
import type { LinkFormKey } from './locales/link-form.en.ts';
import type { Words } from './words.ts';

/** What the backend refused. */
export interface LinkFormRefusal {
  /** The sentence beside each field. */
  readonly fields: ReadonlyMap<LinkField, unknown>;
  /** Sentences about what the form has no field for. */
  readonly rest: readonly string[];
}

/** Where the backend knows more than the form: which addresses are registered, and what time it is. */
const known: Readonly<Partial<Record<LinkField, LinkFormKey>>> = { returnUrl: 'fault.returnUrl', expiresAt: 'fault.past' };

/** Finds the fields of what the backend refused. What it says itself is for developers, where the form has better words. */
export const refusalOf = (errors: readonly FieldError[], values: LinkValues, { say }: Words<LinkFormKey>, product: string): LinkFormRefusal => {
  const fields = new Map<LinkField, unknown>();
  const rest: string[] = [];
  for (const { field: path, message } of errors) {
    const field = fieldOf(path, values);
    const key = field && known[field];
    if (field) fields.set(field, key ? say(key, { product }) : message);
    else rest.push(message);
  }
  return { fields, rest };
};
