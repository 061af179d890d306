import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emulate as emulateFacebook } from './facebook.test.fixture.ts';
import { emulate as emulateInstagram } from './instagram.test.fixture.ts';
import { inventions, type Invention } from './inventions.ts';
import { emulate as emulateTikTok } from './tiktok.test.fixture.ts';

const settings = {
  instagram: { ...emulateInstagram().control.settings() } as Record<string, unknown>,
  facebook: { ...emulateFacebook().control.settings() } as Record<string, unknown>,
  tiktok: { ...emulateTikTok().control.settings() } as Record<string, unknown>,
};
const all: [string, Invention][] = Object.entries(inventions);

test.each(all)('%s says what it stands in for and what it does, and begins like that', (_, invention) => {
  const { platform, standsInFor, answer, value } = invention;
  expect(standsInFor).toMatch(/\.$/);
  expect(answer).toMatch(/\.$/);
  const shared = { all: { ...settings.instagram, ...settings.tiktok }, meta: { ...settings.instagram, ...settings.facebook } };
  const known = { ...settings, ...shared }[platform];
  if (invention.switch === undefined || /^(clients\[\]|allowHttpRedirects|send)/.test(invention.switch)) return;
  const initial = typeof value === 'object' && value !== null && 'setting' in value ? value.setting : value;
  expect(known).toHaveProperty([invention.switch], initial);
});

test('the README names every setting', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const names = Object.values(settings).flatMap((all) => Object.keys(all));
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
