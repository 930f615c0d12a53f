import type { TestContext } from 'vitest'

/** Leaves a test out and prints why, in the run's output and with the test. */
export function skipAloud(context: TestContext, reason: string): never {
  console.log(`skipped: ${context.task.name}\n  because ${reason}`)
  return context.skip(reason)
}
