import { parseArguments } from '../../../src/hub/cli/arguments.ts'
import type { Command } from '../../../src/hub/cli/command.ts'
import type { HubStore } from '../../../src/hub/cli/open-store.ts'
import type { Ran } from './run-hub.ts'

/** Nobody asks a command of a test to end. */
const stop = { asked: new Promise<void>(() => undefined), isAsked: () => false, end: () => undefined }

/**
 * Carries out a command of the operator within a test, on a hub that is open there.
 * @param argv its words and options, without its name
 * @throws where there is no such command, or it does not take these
 */
export async function runCommand(
  { context, files }: Pick<HubStore, 'context' | 'files'>,
  commands: readonly Command[],
  name: string,
  argv: readonly string[],
): Promise<Ran> {
  const command = commands.find((one) => one.name === name)
  if (command === undefined) throw new Error(`no command ${name}`)
  const args = parseArguments(argv, command.options, command.words.length)
  if (!args.ok) throw new Error(args.error)
  const said = { out: '', err: '' }
  const console = {
    write: async (text: string) => void (said.out += text),
    complain: (text: string) => void (said.err += `${text}\n`),
  }
  const store = { context, files, dataFolder: '', embedded: undefined, close: async () => undefined }
  const work = command.plan(args.value)
  if (args.value.problems.length > 0) throw new Error(args.value.problems.join(' '))
  const code = await work({ args: args.value, store, console, stop })
  return { code, ...said }
}
