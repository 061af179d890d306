import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { refusals } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { pageGallery, type GalleryPage } from '../testing/page-gallery.ts';

const gallery = pageGallery('en');
const all = [...gallery, ...pageGallery('ar')];
const bodyOf = (html: string): string => html.slice(html.indexOf('<body'));
const styles = (html: string): readonly string[] => [...html.matchAll(/<style>(.*?)<\/style>/gs)].map(([, css]) => css ?? '');

const voids = new Set(['meta', 'link', 'img', 'input', 'hr', 'br', 'path', 'circle', 'rect']);

/** Tags that are not closed in the order in which they were opened. */
const unbalanced = (html: string): readonly string[] => {
  const open: string[] = [];
  const wrong: string[] = [];
  const tags = /<(\/?)([a-z][a-z0-9]*)(?:\s(?:[^<>"]|"[^"]*")*?)?(\/?)>/g;
  for (const [, closing, tag = '', selfClosing] of html.replaceAll(/<style>.*?<\/style>/gs, '').matchAll(tags)) {
    if (voids.has(tag) || selfClosing === '/') continue;
    if (closing === '') open.push(tag);
    else if (open.pop() !== tag) wrong.push(tag);
  }
  return [...wrong, ...open];
};

test('there is a page for every refusal, with the status of its code', () => {
  for (const [code, status] of Object.entries(refusals)) {
    expect(gallery.find(({ name }) => name === `refusal-${code}`)).toMatchObject({ status });
  }
});

test.each(all.map((page) => [page.name, page] as const))('%s is a whole and balanced document', (_name, { html }) => {
  expect(html).toMatch(/^<!doctype html>\n<html lang="(en" dir="ltr|ar" dir="rtl)"><head><meta charset="utf-8">/);
  expect(unbalanced(html)).toEqual([]);
  expect(html).not.toMatch(/undefined|\[object|NaN|Invalid Date/);
  expect(bodyOf(html)).not.toMatch(/\{\w+\}/);
});

test.each(gallery.map((page) => [page.name, page] as const))('%s keeps the rules of every page', (_name, { html }) => {
  const body = bodyOf(html);
  expect(html).toContain('<meta name="robots" content="noindex,nofollow">');
  expect(html).toContain('<meta name="referrer" content="same-origin">');
  expect(html).toMatch(/<title>[^<]{5,}<\/title>/);
  expect([...body.matchAll(/<main\b/g)]).toHaveLength(1);
  expect([...body.matchAll(/role="status"/g)]).toHaveLength(1);
  expect(body).toContain('data-status');
  // A title that can be seen at the start, and only one.
  expect([...body.replaceAll(/<section[^>]* hidden>.*?<\/section>/gs, '').matchAll(/<h1\b/g)]).toHaveLength(1);
  // Ids are there once, and whatever points to one points to one that is there.
  const ids = [...body.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const pointers = /\s(?:aria-describedby|aria-controls|aria-labelledby|data-confirm-dialog)="([^"]*)"/g;
  for (const [, id] of body.matchAll(pointers)) expect(ids).toContain(id);
  // The policy allows neither styles nor scripts within the page.
  expect(html).not.toMatch(/ style="| on[a-z]+="|javascript:|<script(?! type="module")/i);
  // Everything that changes something is a form that is posted; every link leads somewhere.
  expect(html).not.toMatch(/href="(?:#|)"/);
  for (const [tag] of body.matchAll(/<button[^>]*>/g)) expect(tag).not.toContain('disabled');
});

test('every class on a page is in its stylesheet', () => {
  for (const { name, html } of all) {
    const used = [...bodyOf(html).matchAll(/ class="([^"]*)"/g)].flatMap(([, list]) => (list ?? '').split(' '));
    const unknown = used.filter((each) => !styles(html).some((css) => css.includes(`.${each}`)));
    expect([name, unknown]).toEqual([name, []]);
  }
});

test('the hashes that a page names are those of its styles', () => {
  for (const { html, styleHashes } of all) {
    expect(styles(html).map((css) => `sha256-${createHash('sha256').update(css).digest('base64')}`)).toEqual(styleHashes);
  }
});

test('styles use logical directions only', () => {
  for (const css of gallery.flatMap(({ html }) => styles(html))) {
    expect(css).not.toMatch(/(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:(?:left|right)/);
    expect(css).not.toMatch(/[;{](?:left|right|top|bottom|(?:min-|max-)?(?:width|height)):/);
  }
});

test('a title that tells how something ended takes the focus', () => {
  for (const { name, html } of gallery.filter((page) => /^(?:refusal|done|confirm|receipt-end$|not-found)/.test(page.name))) {
    expect([name, /<h1 tabindex="-1" autofocus>/.test(html)]).toEqual([name, true]);
  }
});

test('pages are light', () => {
  const sizes = gallery.map(({ name, html }) => ({ name, bytes: Buffer.byteLength(html), gzip: gzipSync(html).length }));
  console.table(sizes);
  // The link page, its script and its styles shall not be more than 20 kB on the way, also where nothing compresses.
  for (const { name, bytes } of sizes) expect([name, bytes <= 14_000]).toEqual([name, true]);
});

test('only a page that says so loads itself again', () => {
  const reloads = ({ html }: GalleryPage): boolean => /http-equiv="refresh" content="[1-9]/.test(html);
  const names = (pages: readonly GalleryPage[]): readonly string[] => pages.map(({ name }) => name);
  expect(names(gallery.filter(reloads))).toEqual(names(gallery.filter(({ refreshes }) => refreshes)));
});
