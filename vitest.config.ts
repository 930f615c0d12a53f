import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    // better-sqlite3 and child processes: one process a file, and no state that leaks from one to the next.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    restoreMocks: true,
    allowOnly: false,
    passWithNoTests: false,
    reporters: ['default'],
  },
})
