/** How many checks passed and failed. A test counts as one, and so does a step that is no test. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** What vitest's JSON reporter tells, as far as it counts. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

/** What one session of web-test-runner tells: one test file in one browser. */
export interface ElementSession {
  readonly passed?: boolean;
  readonly testResults?: ElementSuite;
}

interface ElementSuite {
  readonly suites: readonly ElementSuite[];
  readonly tests: readonly { readonly passed: boolean; readonly skipped: boolean }[];
}

/** One step without tests of its own. */
export const countStep = (exitCode: number): Count => (exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A skipped test counts as failed: it proves nothing, and nobody would notice. So does a run without any test. */
export function countVitest(report: VitestReport | undefined, exitCode: number): Count {
  if (report === undefined) return { passed: 0, failed: 1 };
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  return withBroken({ passed: report.numPassedTests, failed }, !report.success || exitCode !== 0);
}

/** As `countVitest`, for the elements' tests in browsers. */
export function countElements(sessions: Iterable<ElementSession>): Count {
  let total: Count = { passed: 0, failed: 0 };
  for (const session of sessions) {
    const tests = session.testResults === undefined ? [] : testsOf(session.testResults);
    const passed = tests.filter((test) => test.passed && !test.skipped).length;
    total = add(total, withBroken({ passed, failed: tests.length - passed }, session.passed !== true));
  }
  return withBroken(total, false);
}

/** The sum of two counts. */
export const add = (a: Count, b: Count): Count => ({ passed: a.passed + b.passed, failed: a.failed + b.failed });

/** The last line of the gate. */
export const closingLine = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`;

/** What broke outside a test (a file that does not load, an error after the end) is one failure; so is an empty run. */
const withBroken = (count: Count, broken: boolean): Count =>
  count.failed === 0 && (broken || count.passed === 0) ? { ...count, failed: 1 } : count;

const testsOf = (suite: ElementSuite): ElementSuite['tests'] => [...suite.tests, ...suite.suites.flatMap(testsOf)];
