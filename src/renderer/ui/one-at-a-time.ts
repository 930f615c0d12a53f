/**
 * Does a piece of work, and nothing where the one before is still being done: while the core is slow to answer, a second
 * press must not do again what the first is doing.
 */
export type OneAtATime = (work: () => Promise<unknown>) => Promise<void>

/** One for each form: `const [once] = useState(oneAtATime)`. */
export function oneAtATime(): OneAtATime {
  let isRunning = false
  return async (work) => {
    if (isRunning) return
    isRunning = true
    try {
      await work()
    } finally {
      isRunning = false
    }
  }
}
