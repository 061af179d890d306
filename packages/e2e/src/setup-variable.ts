/** What the test run's setup has found or started for the tests, such as the path of a browser. */
export const setupVariable = (name: 'CONNECT_CHROMIUM' | 'CONNECT_FIREFOX' | 'CONNECT_TEST_POSTGRES_URL'): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests from the root of the repository, whose setup sets it.`);
  return value;
};
