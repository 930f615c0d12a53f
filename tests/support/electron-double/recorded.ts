/** What the shell asked of the desktop, in order, so that a test can assert it; and the answers a test has laid out. */
export type RecordedCall = { readonly api: string; readonly args: readonly unknown[] }

const answers = new Map<string, unknown[]>()
let listener: (call: RecordedCall) => void = () => undefined

export function onCall(listen: (call: RecordedCall) => void): void {
  listener = listen
}

/** The next call of `api` gets this answer; answers are used up in order. */
export function layOutAnswer(api: string, answer: unknown): void {
  answers.set(api, [...(answers.get(api) ?? []), answer])
}

export function recordCall(api: string, args: readonly unknown[]): void {
  listener({ api, args: args.map(plain) })
}

/** Records the call and gives the laid-out answer, or what a user who dismisses it would answer. */
export function recordAndAnswer<T>(api: string, args: readonly unknown[], dismissed: T): T {
  recordCall(api, args)
  const laidOut = answers.get(api)
  return laidOut !== undefined && laidOut.length > 0 ? (laidOut.shift() as T) : dismissed
}

/** As it can be sent to the test: objects of the double become their class's name. */
function plain(value: unknown): unknown {
  if (typeof value === 'function') return '[function]'
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plain)
  if (Object.getPrototypeOf(value) !== Object.prototype) return `[${value.constructor.name}]`
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]))
}
