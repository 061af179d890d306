import { fieldErrors, fieldMessage } from '@connect/sdk/contract';
import { en } from 'zod/locales';
import type * as z from 'zod/mini';
import { Problem } from '../problem.ts';

const { localeError } = en();

/** The contract's own sentence, or the library's for what it has none for. */
const error: typeof localeError = (issue) => fieldMessage(issue) ?? localeError(issue);

/** The value as the schema has it, or a problem that names every field that is wrong and says why. */
export const validate = <S extends z.ZodMiniType>(schema: S, value: unknown, what: string): z.infer<S> => {
  const result = schema.safeParse(value, { error });
  if (result.success) return result.data;
  const errors = fieldErrors(result.error.issues);
  const [first] = errors;
  const detail =
    first === undefined
      ? `The ${what} is not valid.`
      : `The ${what} is not valid. ${first.field === '' ? '' : `${first.field}: `}${first.message}`;
  throw new Problem('invalid_request', detail, { errors });
};
