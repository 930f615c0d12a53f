import { parseArgs } from 'node:util'
import { z } from 'zod'
import { err, ok, type Result } from '../shared/domain/result.ts'

export const help = `Understudy: your desk, in the browser.

  npm run desk -- [--data DIR] [--port N] [--no-open]

  --data DIR   folder of your work (default: the data folder of your system)
  --port N     port on 127.0.0.1 (default: the last one, else 4870 or the next free one)
  --no-open    print the address and do not open a browser
  --help       this text
`

export type Arguments = { data: string | undefined; port: number | undefined; open: boolean; help: boolean }

/** Not what is empty, which counts as 0 otherwise: a port of its own at each start. */
const Port = z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(65_535))

/** @returns the arguments, or what is wrong with them in one sentence */
export function parseArguments(args: readonly string[]): Result<Arguments, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    // As where a variable of the shell was not set: the work would lie where the command was called.
    if (values.data === '') return err('--data is empty; name a folder.')
    const port = values.port === undefined ? undefined : Port.safeParse(values.port)
    if (port?.success === false) return err(`--port takes a number from 0 to 65535, not “${values.port ?? ''}”.`)
    return ok({ data: values.data, port: port?.data, open: !values['no-open'], help: values.help })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}
