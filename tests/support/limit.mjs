/**
 * Ends a file of tests that does not end by itself, which the runner would wait for without end:
 * its tests have limits, but what they leave running has none.
 */
const MINUTES = 30;

// The runner loads this too, and has no limit.
if (process.env.NODE_TEST_CONTEXT) {
  const limit = setTimeout(() => {
    const running = process.getActiveResourcesInfo().join(", ");
    console.error(`These tests did not end in ${MINUTES} minutes; what still runs: ${running}`);
    process.exit(1);
  }, MINUTES * 60_000);
  limit.unref();
}
