/** How many checks passed and failed. A test counts as one, and so does a step that is no test. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  /** What failed, where the step can name it: the test, and what it said. */
  readonly failures?: readonly string[];
}

/** What vitest's JSON reporter tells, as far as it counts. */
export interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly VitestFile[];
}

interface VitestFile {
  /** Its path. */
  readonly name: string;
  /** Why the file did not load; empty otherwise. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly title: string;
    readonly fullName: string;
    readonly status: string;
    readonly failureMessages: readonly string[] | null;
  }[];
}

/** What one session of web-test-runner tells: one test file in one browser. */
export interface ElementSession {
  readonly passed?: boolean;
  readonly browser: { readonly name: string };
  readonly testFile: string;
  readonly testResults?: ElementSuite;
  /** What broke outside a test. */
  readonly errors: readonly ElementError[];
}

interface ElementSuite {
  readonly name: string;
  readonly suites: readonly ElementSuite[];
  readonly tests: readonly ElementTest[];
}

interface ElementTest {
  readonly name: string;
  readonly passed: boolean;
  readonly skipped: boolean;
  readonly error?: ElementError;
}

interface ElementError {
  readonly message: string;
  readonly stack?: string;
}

/** One step without tests of its own. */
export const countStep = (exitCode: number): Count => (exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** A skipped test counts as failed: it proves nothing, and nobody would notice. So does a run without any test. */
export function countVitest(report: VitestReport | undefined, exitCode: number): Count {
  if (report === undefined) return { passed: 0, failed: 1 };
  const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests;
  const count = { passed: report.numPassedTests, failed, ...named(report.testResults.flatMap(failuresOf)) };
  return withBroken(count, !report.success || exitCode !== 0);
}

/** As `countVitest`, for the elements' tests in browsers. */
export function countElements(sessions: Iterable<ElementSession>): Count {
  let total: Count = { passed: 0, failed: 0 };
  for (const session of sessions) {
    const tests = session.testResults === undefined ? [] : testsOf(session.testResults);
    const bad = tests.filter(({ passed, skipped }) => !passed || skipped);
    const where = `${session.testFile} in ${session.browser.name}`;
    const failures = [
      ...session.errors.map((error) => `${where}: ${told(error)}`),
      ...bad.map((test) => `${where} › ${test.path}: ${test.skipped ? 'skipped' : told(test.error)}`),
    ];
    const count = { passed: tests.length - bad.length, failed: bad.length, ...named(failures) };
    total = add(total, withBroken(count, session.passed !== true));
  }
  return withBroken(total, false);
}

/** The sum of two counts. */
export const add = (a: Count, b: Count): Count => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  ...named([...(a.failures ?? []), ...(b.failures ?? [])]),
});

/** The last line of the gate. */
export const closingLine = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`;

/** What broke outside a test (a file that does not load, an error after the end) is one failure; so is an empty run. */
const withBroken = (count: Count, broken: boolean): Count =>
  count.failed === 0 && (broken || count.passed === 0) ? { ...count, failed: 1 } : count;

const named = (failures: readonly string[]): Pick<Count, 'failures'> => (failures.length === 0 ? {} : { failures });

function failuresOf({ name, message, assertionResults }: VitestFile): string[] {
  const bad = assertionResults.filter(({ status }) => status !== 'passed');
  return [
    ...(message === '' ? [] : [`${name}: ${message}`]),
    ...bad.map((test) => `${name} › ${test.fullName}: ${test.failureMessages?.join('\n') || test.status}`),
  ];
}

/** Browsers differ in whether a stack begins with the message. */
const told = (error: ElementError | undefined): string =>
  error === undefined ? 'failed' : [error.message, error.stack?.replace(error.message, '')].filter(Boolean).join('\n');

interface PlacedTest extends ElementTest {
  /** The names of its suites and its own. */
  readonly path: string;
}

const testsOf = (suite: ElementSuite, path: readonly string[] = []): PlacedTest[] => {
  const here = suite.name === '' ? path : [...path, suite.name];
  const own = suite.tests.map((test) => ({ ...test, path: [...here, test.name].join(' › ') }));
  return [...own, ...suite.suites.flatMap((inner) => testsOf(inner, here))];
};
