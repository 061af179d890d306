import { describe, expect, it } from 'vitest';
import { add, closingLine, countElements, countStep, countVitest } from './tally.ts';

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: true, testResults: [] };

describe('countVitest', () => {
  it('counts each test', () => {
    expect(countVitest({ ...report, numFailedTests: 2, success: false }, 1)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts skipped tests and tests to do as failed', () => {
    expect(countVitest({ ...report, numPendingTests: 2, numTodoTests: 1 }, 0)).toEqual({ passed: 3, failed: 3 });
  });

  it('fails where a file broke, although no test failed', () => {
    expect(countVitest({ ...report, success: false }, 1)).toEqual({ passed: 3, failed: 1 });
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1 });
  });

  it('names what failed, and what it said', () => {
    const testResults = [
      {
        name: 'links.ts',
        message: '',
        assertionResults: [
          { title: 'opens', fullName: 'a link opens', status: 'passed', failureMessages: [] },
          { title: 'ends', fullName: 'a link ends', status: 'failed', failureMessages: ['expected 410'] },
          { title: 'lasts', fullName: 'a link lasts', status: 'skipped', failureMessages: null },
        ],
      },
      { name: 'flows.ts', message: 'no such module', assertionResults: [] },
    ];
    expect(countVitest({ ...report, numFailedTests: 1, success: false, testResults }, 1).failures).toEqual([
      'links.ts › a link ends: expected 410',
      'links.ts › a link lasts: skipped',
      'flows.ts: no such module',
    ]);
  });

  it('fails where no test ran, and where there is no report', () => {
    expect(countVitest({ ...report, numPassedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countElements', () => {
  const test = (passed: boolean, skipped = false) => ({ name: 'opens', passed, skipped });
  const session = (passed: boolean, ...tests: { name: string; passed: boolean; skipped: boolean }[]) => ({
    passed,
    browser: { name: 'Firefox' },
    testFile: 'list.ts',
    errors: [],
    testResults: { name: '', suites: [{ name: 'the list', suites: [], tests }], tests: [] },
  });
  const unloaded = { passed: false, browser: { name: 'Firefox' }, testFile: 'list.ts', errors: [{ message: 'no such module' }] };

  it('counts tests in suites, in each browser', () => {
    expect(countElements([session(true, test(true), test(true)), session(false, test(true), test(false))])).toMatchObject({
      passed: 3,
      failed: 1,
    });
  });

  it('fails where a file did not load, a test was skipped, or nothing ran', () => {
    expect(countElements([session(true, test(true)), unloaded])).toMatchObject({ passed: 1, failed: 1 });
    expect(countElements([session(true, test(true), test(false, true))])).toMatchObject({ passed: 1, failed: 1 });
    expect(countElements([])).toEqual({ passed: 0, failed: 1 });
  });

  it('names what failed, where, and what it said', () => {
    const failed = { ...test(false), error: { message: 'expected 1 to be 2', stack: 'expected 1 to be 2\n  at list.ts:3' } };
    expect(countElements([session(false, test(true), failed), session(true, test(false, true)), unloaded]).failures).toEqual([
      'list.ts in Firefox › the list › opens: expected 1 to be 2\n\n  at list.ts:3',
      'list.ts in Firefox › the list › opens: skipped',
      'list.ts in Firefox: no such module',
    ]);
  });
});

describe('closingLine', () => {
  it('is plain', () => {
    expect(closingLine(add(countStep(0), countStep(2)))).toBe('1 passed, 1 failed');
  });
});
