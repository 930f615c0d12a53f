const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export type StopSignals = {
  readonly asked: Promise<void>
  isAsked(): boolean
  /** Hears no more. */
  end(): void
}

/**
 * Hears Ctrl-C, a polite kill, a closed terminal, and that the program which started this one has gone. From the first
 * moment on: the built-in database runs apart from this process, and would outlive one that ends while it opens it.
 */
export function hearStopSignals(): StopSignals {
  let isAsked = false
  let resolve: () => void = () => undefined
  const asked = new Promise<void>((done) => (resolve = done))
  const hear = (): void => {
    isAsked = true
    resolve()
  }
  for (const signal of SIGNALS) process.on(signal, hear)
  const hasParent = process.send !== undefined
  if (hasParent) process.on('disconnect', hear)
  if (hasParent && !process.connected) hear()
  return {
    asked,
    isAsked: () => isAsked,
    end: () => {
      for (const signal of SIGNALS) process.off(signal, hear)
      process.off('disconnect', hear)
    },
  }
}
