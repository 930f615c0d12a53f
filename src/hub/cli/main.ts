import { type Arguments, commonOptions, type Options, parseArguments } from './arguments.ts'
import { type Command, done, failed, interrupted, misused, refuse } from './command.ts'
import { batchCommands } from './commands/batch.ts'
import { carryCommands } from './commands/carry.ts'
import { expertCommands } from './commands/expert.ts'
import { occupationCommands } from './commands/occupations.ts'
import { programmeCommands } from './commands/programme.ts'
import { restored } from './commands/restored.ts'
import { serve } from './commands/serve.ts'
import { submissionCommands } from './commands/submission.ts'
import { taskCommands } from './commands/task.ts'
import type { Console } from './console.ts'
import { openHubStore } from './open-store.ts'
import { hearStopSignals, type StopSignals } from './stop-signals.ts'
import { troubleToError } from './trouble.ts'
import type { Log } from '../context.ts'

const commands: readonly Command[] = [
  serve,
  ...programmeCommands,
  ...batchCommands,
  ...expertCommands,
  ...submissionCommands,
  ...taskCommands,
  ...occupationCommands,
  ...carryCommands,
  restored,
]

/**
 * Carries out one command of the operator.
 * @param argv words after the program's name; none, or options only, mean `serve`
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrongly called, 3 runs already, 130 ended by Ctrl-C
 */
export async function main(argv: readonly string[], console: Console, log: Log): Promise<number> {
  const [command, rest] = findCommand(argv)
  if (command === undefined) {
    const asksForHelp = argv[0] === 'help' || argv.includes('--help') || argv.includes('-h')
    if (asksForHelp) {
      await console.write(overview(argv[0] === 'help' ? argv[1] : argv[0]))
      return done
    }
    console.complain(noCommand(argv))
    return misused
  }
  if (argv.length === rest.length && (rest.includes('--help') || rest.includes('-h'))) {
    await console.write(overview(undefined))
    return done
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    await console.write(help(command))
    return done
  }
  const mostWords = command.words.some((word) => word.startsWith('[')) ? 50 : command.words.length
  const parsed = parseArguments(rest, command.options, mostWords)
  const args = parsed.ok ? parsed.value : undefined
  const work = args === undefined ? undefined : command.plan(args)
  const problems = parsed.ok ? parsed.value.problems : [parsed.error]
  if (args === undefined || work === undefined || problems.length > 0) {
    for (const problem of problems) console.complain(problem)
    console.complain(`See: hub ${command.name} --help`)
    return misused
  }
  const stop = hearStopSignals()
  try {
    return await carryOut(command, { args, work, console, log, stop })
  } finally {
    stop.end()
  }
}

type Planned = {
  readonly args: Arguments
  readonly work: ReturnType<Command['plan']>
  readonly console: Console
  readonly log: Log
  readonly stop: StopSignals
}

/** Opens the store, does the work, and closes the store again, also when it is asked to end meanwhile. */
async function carryOut(command: Command, { args, work, console, log, stop }: Planned): Promise<number> {
  const store = await openHubStore({
    dataFolder: args.text('data'),
    databaseUrl: args.text('database-url') ?? (process.env['UNDERSTUDY_DATABASE_URL'] || undefined),
    filesFolder: args.text('files'),
    serves: command === serve,
    log,
    onLost: (error) => {
      console.complain(error.text)
      process.exitCode = failed
      // Not by the system, which on Windows ends the process on the spot, before its reason is told.
      process.emit('SIGTERM')
    },
  })
  // Ctrl-C reaches the programs of the database as well: that they failed is no news.
  if (!store.ok) return stop.isAsked() ? interrupted : refuse(console, store.error)
  try {
    if (stop.isAsked()) return interrupted
    const working = work({ args, store: store.value, console, stop })
    if (command === serve) return await working
    return await Promise.race([working, stop.asked.then(() => interrupted)])
  } catch (error) {
    return refuse(console, troubleToError(error))
  } finally {
    await store.value.close()
  }
}

/** The command with the longest name that the words begin with; options alone mean `serve`. */
function findCommand(argv: readonly string[]): [Command | undefined, readonly string[]] {
  if (argv[0] === undefined || (argv[0].startsWith('-') && argv[0] !== '-h')) return [serve, argv]
  for (const length of [3, 2, 1]) {
    const name = argv.slice(0, length).join(' ')
    const found = argv.length < length ? undefined : commands.find((command) => command.name === name)
    if (found !== undefined) return [found, argv.slice(length)]
  }
  return [undefined, argv]
}

/** Names the commands that begin with the same word, as where one is misspelt or half of it is missing. */
function noCommand(argv: readonly string[]): string {
  const words = argv.slice(0, 2).filter((word) => !word.startsWith('-'))
  const alike = commands.filter(({ name }) => name.split(' ')[0] === words[0]).map(({ name }) => name)
  if (alike.length === 0) return `There is no command "${words.join(' ')}". See: hub --help`
  return `There is no command "${words.join(' ')}"; there are: ${alike.join(', ')}. See: hub ${words[0] ?? ''} --help`
}

function overview(about: string | undefined): string {
  const some = commands.filter((command) => command.name.split(' ')[0] === about)
  const shown = some.length > 0 ? some : commands
  const width = Math.max(...shown.map((command) => usage(command).length))
  const lines = shown.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`)
  return `The hub: hands tasks to experts and takes in their work.\n\nCommands:\n${lines.join('\n')}\n\nEvery command has --help.\n\nOptions of every command:\n${optionLines(commonOptions)}\n`
}

function help(command: Command): string {
  const own = Object.keys(command.options).length === 0 ? '' : `\nOptions:\n${optionLines(command.options)}\n`
  return `hub ${usage(command)}\n\n${command.summary}.\n${own}\nOptions of every command:\n${optionLines(commonOptions)}\n`
}

function usage(command: Command): string {
  return [command.name, ...command.words].join(' ')
}

function optionLines(options: Options): string {
  const shown = Object.entries(options).map(([name, option]) => {
    return [`--${name}${option.value === undefined ? '' : ` ${option.value}`}`, option.help] as const
  })
  const width = Math.min(32, Math.max(...shown.map(([left]) => left.length)))
  return shown.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}
