import { defineConfig } from 'vitest/config'

/** One project a gate. `npm test` runs them at once, so that one which waits leaves no core idle. */
const gates = ['architecture', 'unit', 'contract', 'store', 'sync', 'hub', 'sim', 'torture', 'main']

export default defineConfig({
  test: {
    // better-sqlite3, Postgres and child processes: one process a file, and no state that leaks into the next.
    pool: 'forks',
    // One more than the two cores that are counted on: some files wait more than they work.
    maxWorkers: 3,
    allowOnly: false,
    passWithNoTests: false,
    globalSetup: ['tests/support/hub/global-setup.ts'],
    projects: gates.map((name) => ({
      test: {
        name,
        include: [`tests/${name}/**/*.test.ts`],
        // A machine that has much else to do is slow, and nothing is wrong: what waits for ever is told of a little later.
        testTimeout: 120_000,
        hookTimeout: 120_000,
        expect: { poll: { timeout: 20_000 } },
      },
    })),
  },
})
