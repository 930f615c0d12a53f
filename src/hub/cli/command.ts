import type { OperatorError } from '../context.ts'
import type { Arguments, Options } from './arguments.ts'
import { type Console, plainText, toJson } from './console.ts'
import type { HubStore } from './open-store.ts'
import type { StopSignals } from './stop-signals.ts'

/** Exit codes of every command. */
export const done = 0
export const failed = 1
export const misused = 2
/** A hub serves this folder already; a program that starts hubs tells this apart. */
export const alreadyRunning = 3
/** As shells have it for what Ctrl-C ended. */
export const interrupted = 130

export type Call = {
  readonly args: Arguments
  readonly store: HubStore
  readonly console: Console
  /** For `serve`; all other commands are ended by their caller. */
  readonly stop: StopSignals
}

export type Command = {
  /** Such as `batch import`. */
  readonly name: string
  /** Words after the name, such as `FILE`; in brackets where they may be left out. */
  readonly words: readonly string[]
  readonly summary: string
  readonly options: Options
  /**
   * Reads the arguments and says what is to be done; the store is opened only when nothing is wrong with them.
   * @returns the work, which gives the exit code
   */
  readonly plan: (args: Arguments) => (call: Call) => Promise<number>
}

/** Says why it did not work. @returns the exit code */
export function refuse(console: Console, error: OperatorError): number {
  // Both may name what stands in a file of others: columns, members, files.
  console.complain(plainText(error.text))
  for (const detail of error.details ?? []) console.complain(`  ${plainText(detail).replaceAll('\n', ' ')}`)
  return failed
}

export async function printJson(console: Console, value: unknown): Promise<number> {
  await console.write(`${toJson(value, 2)}\n`)
  return done
}
