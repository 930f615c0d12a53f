import { parseArgs } from 'node:util'
import { Id } from '../../shared/domain/primitives.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { CalendarDay } from '../../shared/domain/structured.ts'

const Time = /^T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

export type Option = {
  readonly help: string
  /** What the value is, in capitals; an option without it is a switch. */
  readonly value?: string
  readonly multiple?: boolean
}
export type Options = Readonly<Record<string, Option>>

/** Options of every command. */
export const commonOptions: Options = {
  data: { value: 'DIR', help: 'Folder of the hub (default: understudy-hub in your data folder)' },
  'database-url': { value: 'URL', help: 'Use this Postgres instead of the built-in one (or UNDERSTUDY_DATABASE_URL)' },
  files: {
    value: 'DIR',
    help: 'Folder of the files (default: where serve --files has them, else files in the folder of the hub)',
  },
  help: { help: 'Show this' },
}

/**
 * Reads a command's options. What is missing or wrong is collected, so that the operator hears of all of it at once;
 * the values returned in its place are never used.
 */
export type Arguments = {
  readonly problems: readonly string[]
  /** The n-th word after the command. */
  word(n: number, what: string): string
  wordId(n: number, what: string): string
  words(): readonly string[]
  text(name: string): string | undefined
  needed(name: string): string
  id(name: string): string | undefined
  neededId(name: string): string
  list(name: string): readonly string[]
  ids(name: string): readonly string[]
  flag(name: string): boolean
  number(name: string, limits: { min: number; max: number; whole?: boolean }): number | undefined
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined
  /** A day (its end, in UTC) or an instant of ISO 8601 with its zone. */
  instant(name: string): number | undefined
  complain(problem: string): void
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export function parseArguments(
  argv: readonly string[],
  options: Options,
  mostWords: number,
): Result<Arguments, string> {
  const config = Object.fromEntries(
    Object.entries({ ...commonOptions, ...options }).map(([name, option]) => [
      name,
      {
        type: option.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: option.multiple ?? false,
      },
    ]),
  )
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: config,
      allowPositionals: true,
      strict: true,
    })
    if (positionals.length > mostWords) return err(`"${positionals[mostWords] ?? ''}" is one word too many.`)
    const args = createArguments(values, positionals)
    // As where a variable of the shell was not set: the folder in which the command was called would be taken.
    for (const [name, { value }] of Object.entries({ ...commonOptions, ...options }))
      if (value === 'DIR' && values[name] === '') args.complain(`--${name} is empty; name a folder.`)
    return ok(args)
  } catch (error) {
    // Of several lines where a value begins with a dash; the last one says what to do.
    return err(error instanceof Error ? error.message.replaceAll('\n', ' ') : 'The options cannot be read.')
  }
}

function createArguments(values: Values, positionals: readonly string[]): Arguments {
  const problems: string[] = []
  const complain = (problem: string) => void problems.push(problem)
  const text = (name: string) => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const idOf = (value: string | undefined, what: string) => {
    if (value !== undefined && !Id.safeParse(value.toLowerCase()).success)
      complain(`${what} must be an id as the list shows it.`)
    return value?.toLowerCase()
  }
  const word = (n: number, what: string) => {
    const found = positionals[n]
    if (found === undefined || found === '') complain(`${what} is missing.`)
    return found ?? ''
  }
  const needed = (name: string) => {
    const found = text(name)
    if (found === undefined || found === '') complain(`--${name} is missing.`)
    return found ?? ''
  }
  const list = (name: string): readonly string[] => {
    const value = values[name]
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  }
  return {
    problems,
    complain,
    text,
    needed,
    word,
    words: () => positionals,
    wordId: (n, what) => idOf(positionals[n], what) ?? word(n, what),
    id: (name) => idOf(text(name), `--${name}`),
    neededId: (name) => idOf(text(name), `--${name}`) ?? needed(name),
    list,
    ids: (name) => list(name).flatMap((value) => idOf(value, `--${name}`) ?? []),
    flag: (name) => values[name] === true,
    number(name, { min, max, whole }) {
      const value = text(name)
      if (value === undefined) return undefined
      const number = Number(value)
      const fits = value.trim() !== '' && number >= min && number <= max && (whole !== true || Number.isInteger(number))
      if (!fits) complain(`--${name} must be a ${whole === true ? 'whole ' : ''}number from ${min} to ${max}.`)
      return number
    },
    oneOf(name, allowed) {
      const value = text(name)
      const found = allowed.find((one) => one === value)
      if (value !== undefined && found === undefined) complain(`--${name} must be one of ${allowed.join(', ')}.`)
      return found
    },
    instant(name) {
      const value = text(name)
      if (value === undefined) return undefined
      const [, day = '', time = 'T23:59:59.999Z'] = /^(\d{4}-\d{2}-\d{2})(.+)?$/.exec(value) ?? []
      const at = Date.parse(day + time)
      // `Date` makes 2 March of 30 February, and takes a time without a zone for that of this very computer.
      if (!CalendarDay.safeParse(day).success) complain(`--${name} must be a day such as 2026-12-31.`)
      else if (!Time.test(time) || !(at >= 0))
        complain(`--${name}: write a time of a day with its zone, such as 2026-12-31T18:00Z or 2026-12-31T18:00+01:00.`)
      return at
    },
  }
}
