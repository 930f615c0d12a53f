import { defineConfig } from '@playwright/test'

/** The same specs in every shell. `npm test` runs `electron` only where a binary is found, and says why where not. */
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  // Every spec has a desk, a hub and a browser of its own, so two go side by side.
  workers: 2,
  forbidOnly: true,
  retries: 0,
  // Many steps, each quick; on a machine that has much else to do they add up.
  timeout: 600_000,
  expect: { timeout: 30_000 },
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? 'list' : [['list'], ['json']],
  projects: [
    { name: 'browser' },
    {
      name: 'double',
      // Every kind of task from the inbox to the hub (kinds: answer, grade, revise), and what the shell has a hand in.
      testMatch: ['main-job', 'backup', 'time', 'kinds', 'author', 'compare', 'converse'].map(
        (name) => `**/${name}.spec.ts`,
      ),
    },
    { name: 'electron', testMatch: '**/main-job.spec.ts' },
  ],
})
