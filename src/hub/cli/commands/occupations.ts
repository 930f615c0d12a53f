import { openBytes } from '../../import/read-lines.ts'
import { bytesToText } from '../../import/read-text.ts'
import { bringOccupations, parseOccupations } from '../../operator/occupations.ts'
import { findOccupations } from '../../store/occupations.ts'
import { type Command, done, printJson, refuse } from '../command.ts'
import { firstOf, tableToText } from '../console.ts'
import { counted } from '../../../shared/rules/counted.ts'

const importCommand: Command = {
  name: 'occupations import',
  words: ['FILE'],
  summary: 'Bring in the official O*NET list ("Occupation Data.txt", also packed as .gz)',
  options: {},
  plan(args) {
    const path = args.word(0, 'The file')
    return async ({ store, console }) => {
      const chunks: Buffer[] = []
      try {
        for await (const chunk of openBytes(path)) chunks.push(chunk)
      } catch {
        return refuse(console, { code: 'no-file', text: `The file ${path} cannot be read.` })
      }
      const text = bytesToText(Buffer.concat(chunks), path)
      if (!text.ok) return refuse(console, text.error)
      const parsed = parseOccupations(text.value)
      if (!parsed.ok) return refuse(console, parsed.error)
      const told = await bringOccupations(store.context, parsed.value)
      const news = told === 0 ? '' : ` The list goes to the desks of ${told === 1 ? 'one expert' : `${told} experts`}.`
      await console.write(`${counted(parsed.value.length, 'occupation', 'occupations')}.${news}\n`)
      return done
    }
  },
}

const list: Command = {
  name: 'occupations list',
  words: ['[WORDS]'],
  summary: 'Look for an occupation by words of its title or description, or by its code',
  options: { limit: { value: 'N', help: 'At most so many (default: 50)' }, json: { help: 'As JSON' } },
  plan(args) {
    const words = args
      .words()
      .flatMap((word) => word.split(/\s+/))
      .filter((word) => word !== '')
    const limit = args.number('limit', { min: 1, max: 10_000, whole: true }) ?? 50
    return async ({ store, console }) => {
      const rows = firstOf(console, await findOccupations(store.context.db, words, limit + 1), limit)
      if (args.flag('json')) return printJson(console, rows)
      await console.write(
        tableToText(
          ['CODE', 'TITLE'],
          rows.map((row) => [row.code, row.title]),
        ),
      )
      return done
    }
  },
}

export const occupationCommands: readonly Command[] = [importCommand, list]
