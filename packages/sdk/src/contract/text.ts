import * as z from 'zod/mini';
import { limits } from './limits.ts';
import { isPrintable } from './printable.ts';

const printableMessage = 'Must not contain control, invisible or text-direction characters.';

const filled = z.refine<string>((value) => value.trim() !== '', 'Must not be empty.');

/** A name shown to people: 1 to 120 characters, no control, bidirectional-control or zero-width characters. */
export const Name = z
  .string()
  .check(
    z.maxLength(limits.name, `Must be at most ${limits.name} characters.`),
    filled,
    z.refine<string>(isPrintable, printableMessage),
  );

/** A longer text shown to sharers: at most 500 characters, line breaks allowed. */
export const Description = z.string().check(
  z.maxLength(limits.description, `Must be at most ${limits.description} characters.`),
  z.refine<string>((value) => value.split(/[\n\r\t]/).every(isPrintable), printableMessage),
);

/** An e-mail address as a recipient reads it: ASCII, so that no look-alike letters can hide in it. */
export const Email = z
  .string()
  .check(
    z.maxLength(limits.email, `Must be at most ${limits.email} characters.`),
    z.regex(
      /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(?:\.[a-z\d-]+)+$/i,
      'Must be an e-mail address, such as maya@northlight.example.',
    ),
  );

/** The integrator's own id of a tenant: 1 to 64 characters of `A–Z a–z 0–9 . _ -`, not `.` or `..`. */
export const WorkspaceId = z
  .string()
  .check(z.regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, 'Must be 1 to 64 letters of A–Z, digits, dots, underscores and hyphens.'));

/** A platform's id, such as `instagram` or `tiktok`. */
export const PlatformId = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/, 'Must be a platform id, such as instagram.'));

/** An account's name at its platform, with or without `@`: 1 to 60 characters without spaces. */
export const Handle = z
  .string()
  .check(
    z.regex(/^@?[^\s@]{1,60}$/u, 'Must be a name such as @harbourcoffee.'),
    z.refine<string>(isPrintable, printableMessage),
  );

/** A moment as callers write it: ISO 8601 in UTC, a day that exists. */
export const Moment = z.iso.datetime({ error: 'Must be a time in UTC, such as 2026-11-20T14:02:00.000Z.' });

/** A BCP 47 language tag, such as `en` or `pt-BR`. */
export const Locale = z
  .string()
  .check(z.regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 'Must be a language tag, such as en or pt-BR.'));

/** `#rrggbb`. */
export const Color = z.string().check(z.regex(/^#[0-9a-f]{6}$/i, 'Must be a colour such as #2350c0.'));
