import { readdirSync, readFileSync } from 'node:fs';
import { actorKinds, connectionReasons, connectionRevocations, connectionStatuses, deliveryFailures, deliveryStatuses, eventTypes } from '@connect/sdk/contract';
import { expect, it } from 'vitest';
import { root } from './command.ts';
import { codeIn, columns } from './doc-tables.ts';

const read = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const events = read('docs/guides/events.md');
const server = read('docs/guides/server.md');

it('the guide has a row for each type of event, in the contract’s order, and names who can do it', () => {
  const rows = columns(events, 'Types');
  expect(rows.map(([type = '']) => codeIn(type))).toEqual(eventTypes.map((type) => [type]));
  const actors = rows.flatMap(([, , by = '']) => by.split(', '));
  expect(new Set(actors)).toEqual(new Set(actorKinds));
});

it('the guide explains each word of an event’s data that its types name, and no other', () => {
  const named = columns(events, 'Types').flatMap(([, , , data = '']) => codeIn(data));
  const explained = columns(events, 'Types', 1).flatMap(([word = '']) => codeIn(word));
  expect(new Set(explained)).toEqual(new Set(named));
});

it('the guide has a row for each reason of a connection, with statuses that there are', () => {
  const rows = columns(events, 'Reasons');
  expect(rows.flatMap(([reason = '']) => codeIn(reason)).sort()).toEqual([...connectionReasons].sort());
  const statuses = rows.flatMap(([, status = '']) => codeIn(status));
  expect(new Set(statuses)).toEqual(new Set(connectionStatuses));
});

it('the guide has a row for each thing that can become of an ended access', () => {
  expect(columns(server, 'What is left at the platform').flatMap(([revocation = '']) => codeIn(revocation))).toEqual([...connectionRevocations]);
});

it('the guide explains each status of a delivery, and each way in which one can fail', () => {
  expect(columns(server, 'What failed').flatMap(([failure = '']) => codeIn(failure)).sort()).toEqual([...deliveryFailures].sort());
  const text = /### What failed\n\n([^|]*)/.exec(server)?.[1] ?? '';
  expect(codeIn(text)).toEqual(expect.arrayContaining([...deliveryStatuses]));
});

it('the guide has a row for each job', () => {
  const folder = `${root}/packages/backend/src/jobs`;
  const jobs = readdirSync(folder).filter((file) => /^(?!.*\.test\.).*\.ts$/.test(file) && /^export const \w+Job = .*\n?.*\): Job =>/m.test(readFileSync(`${folder}/${file}`, 'utf8')));
  const rows = columns(read('docs/guides/background-work.md'), 'Background work').flatMap(([job = '']) => codeIn(job));
  expect(jobs.length).toBeGreaterThan(6);
  expect(rows.sort()).toEqual(jobs.map((file) => file.replace(/\.ts$/, '')).filter((name) => name !== 'periodic').sort());
});

it('the README of the backend has a row for each variable that is read', () => {
  const folder = 'packages/backend/src';
  const sources = readdirSync(`${root}/${folder}`).flatMap((file) => (/(?<!\.test)\.ts$/.test(file) ? read(`${folder}/${file}`) : [])).join('\n');
  const variables = [...sources.matchAll(/env\['([A-Z_]+)'\]/g)].map(([, name = '']) => name);
  const named = columns(read('packages/backend/README.md'), 'Settings').flatMap(([variable = '']) => codeIn(variable));
  expect(variables.length).toBeGreaterThan(10);
  expect(variables.filter((name) => !named.includes(name))).toEqual([]);
});
