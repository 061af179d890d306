import { describe, expect, it } from 'vitest';
import { add, closingLine, countElements, countStep, countVitest } from './tally.ts';

const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, success: true };

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

  it('fails where no test ran, and where there is no report', () => {
    expect(countVitest({ ...report, numPassedTests: 0 }, 0)).toEqual({ passed: 0, failed: 1 });
    expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1 });
  });
});

describe('countElements', () => {
  const test = (passed: boolean, skipped = false) => ({ passed, skipped });
  const session = (passed: boolean, ...tests: { passed: boolean; skipped: boolean }[]) => ({
    passed,
    testResults: { suites: [{ suites: [], tests }], tests: [] },
  });

  it('counts tests in suites, in each browser', () => {
    expect(countElements([session(true, test(true), test(true)), session(false, test(true), test(false))])).toEqual({
      passed: 3,
      failed: 1,
    });
  });

  it('fails where a file did not load, a test was skipped, or nothing ran', () => {
    expect(countElements([session(true, test(true)), { passed: false }])).toEqual({ passed: 1, failed: 1 });
    expect(countElements([session(true, test(true), test(false, true))])).toEqual({ passed: 1, failed: 1 });
    expect(countElements([])).toEqual({ passed: 0, failed: 1 });
  });
});

describe('closingLine', () => {
  it('is plain', () => {
    expect(closingLine(add(countStep(0), countStep(2)))).toBe('1 passed, 1 failed');
  });
});
