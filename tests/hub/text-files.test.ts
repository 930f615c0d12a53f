import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Command } from '../../src/hub/cli/command.ts'
import { occupationCommands } from '../../src/hub/cli/commands/occupations.ts'
import { programmeCommands } from '../../src/hub/cli/commands/programme.ts'
import { openBatchFile } from '../../src/hub/import/open-batch-file.ts'
import { readGuideline } from '../../src/hub/store/programmes.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { runCommand } from '../support/hub/run-command.ts'

hubForFile()
folderForFile()

const file = async (name: string, bytes: Buffer | string) => {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}
const latin1 = (text: string) => Buffer.from(text, 'latin1')
const utf16 = (text: string) => Buffer.from(text, 'utf16le')

/** @returns the exit code, and what is said on either stream */
async function run(commands: readonly Command[], name: string, argv: string[]): Promise<[number, string]> {
  const { code, out, err } = await runCommand(hub.hub, commands, name, argv)
  return [code ?? -1, (out + err).trimEnd()]
}

const create = (terms: string, guideline: string) => {
  const about = ['--name', 'Höfe', '--operator', 'Lab', '--rate', '50', '--currency', 'EUR', '--lease-days', '7']
  return run(programmeCommands, 'programme create', [...about, '--terms', terms, '--guideline', guideline])
}

it('takes no terms and no guideline whose letters would be replaced', async () => {
  const good = await file('good.md', '# Bedingungen für Höfe')
  const old = await file('old.md', latin1('# Bedingungen für Höfe'))
  const wide = await file('wide.md', utf16('# Terms'))
  const complaint = (path: string) => [1, `The file ${path} is not UTF-8 text; save it anew as UTF-8.`]
  expect(await create(old, good)).toEqual(complaint(old))
  expect(await create(good, old)).toEqual(complaint(old))
  expect(await create(wide, good)).toEqual(complaint(wide))
  const [code, said] = await create(good, await file('notepad.md', '\uFEFF# Höfe'))
  expect([code, said]).toEqual([0, expect.stringMatching(/^Programme /)])
  const id = said.trim().split(' ')[1] ?? ''
  expect(await hub.db.transaction((tx) => readGuideline(tx, id))).toMatchObject({ text: '# Höfe' })
  expect(await run(programmeCommands, 'programme guideline', [id, old])).toEqual(complaint(old))
  expect(await hub.db.transaction((tx) => readGuideline(tx, id))).toMatchObject({ version: 1 })
})

it('reads the fields of a table that Notepad has saved, and says so where they are no UTF-8', async () => {
  const fields = [{ kind: 'markdown', key: 'answer', label: 'Für wen?' }]
  const path = await file('table.csv', 'Frage\nWas?\n')
  const open = (fieldsPath: string) =>
    openBatchFile(hub.hub.context, hub.hub.files, { path, map: ['brief=Frage'], fieldsPath, fileBytes: 1000 })
  expect(await open(await file('notepad.json', `\uFEFF${JSON.stringify(fields)}`))).toMatchObject({ ok: true })
  expect(await open(await file('old.json', latin1(JSON.stringify(fields))))).toMatchObject({
    error: { code: 'not-utf8' },
  })
})

it('brings in no list of occupations whose titles would be spoilt', async () => {
  const path = await file('list.txt', latin1('O*NET-SOC Code\tTitle\tDescription\n11-9013.00\tBäuerin\tFührt\n'))
  expect(await run(occupationCommands, 'occupations import', [path])).toEqual([
    1,
    `The file ${path} is not UTF-8 text; save it anew as UTF-8.`,
  ])
})
