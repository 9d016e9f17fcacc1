/** Environment variables by which test runners are known in the processes they start. */
const variables = ['VITEST', 'VITEST_WORKER_ID', 'JEST_WORKER_ID', 'NODE_TEST_CONTEXT', 'AVA_PATH', 'MOCHA_WORKER_ID', 'TEST_WORKER_INDEX'] as const;

/** Tells whether a test runner (vitest, jest, mocha, node:test, ava, playwright-test) runs this code. */
export function runsUnderTests(): boolean {
  return variables.some((name) => process.env[name] !== undefined) || runsUnderMocha() || process.execArgv.includes('--test');
}

/** Without `--parallel`, mocha sets no variable; it is known by the script that was started. */
function runsUnderMocha(): boolean {
  return /[\\/](?:_?mocha|mocha\.[cm]?js)$/.test(process.argv[1] ?? '');
}
