import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openBatchFile } from '../../src/hub/import/open-batch-file.ts'
import type { BatchLine } from '../../src/hub/operator/import-batch.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()
folderForFile()

async function linesOf(name: string, bytes: string | Buffer): Promise<BatchLine[]> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  const map = ['brief=Frage,title=Titel,estimate=Minuten']
  const lines = await openBatchFile(hub.hub.context, hub.hub.files, {
    path,
    map,
    occupation: '11-9013.00',
    fileBytes: 1,
  })
  if (!lines.ok) throw new Error(lines.error.text)
  const all: BatchLine[] = []
  for await (const line of lines.value) all.push(line)
  return all
}

const tasks = [
  { line: 2, content: { title: 'Klee', brief: 'Welcher; und warum, bitte?', estimateMs: 1_200_000 } },
  { line: 3, content: { title: 'Für Ä', brief: 'Wann?' } },
]

it('reads a table as Excel writes it where the comma stands in numbers: its columns are parted by semicolons', async () => {
  const text = 'Titel;Frage;Minuten\r\nKlee;"Welcher; und warum, bitte?";20\r\nFür Ä;Wann?;\r\n'
  expect(await linesOf('excel.csv', `\uFEFF${text}`)).toMatchObject(tasks)
  expect(await linesOf('packed.csv.gz', gzipSync(text))).toMatchObject(tasks)
  expect(await linesOf('wide.csv', Buffer.from(`\uFEFF${text}`, 'utf16le'))).toMatchObject(tasks)
})

it('takes semicolons for text where commas part the columns', async () => {
  const text = 'Titel,Frage,"Minuten","a;b"\nKlee,"Welcher; und warum, bitte?",20,x;y\nFür Ä,Wann?,,\n'
  const lines = await linesOf('commas.csv', text)
  expect(lines).toMatchObject(tasks)
  expect(lines).toMatchObject([{ content: { external: { csv: { 'a;b': 'x;y' } } } }, {}])
})

it('names the row in which quotes are wrong, however many good ones are in front of it', async () => {
  const text = (good: number, row: string) => `Titel,Frage,Minuten\n${'Klee,"Welcher\n?",20\n'.repeat(good)}${row}`
  for (const good of [1, 3000]) {
    const cases = {
      [text(good, 'Rohr,Ein 5" Rohr?,20\n')]:
        'has a quote (") within a cell; put the whole cell in quotes, and write those in it twice',
      [text(good, 'Rohr,"5" Rohr?",20\n')]:
        'has more in a cell after its closing quote ("); write quotes within a cell twice',
      [text(good, 'Rohr,"Ein Rohr?,20\nKlee,Welcher?,20\n')]:
        'has a cell that begins with a quote (") and is never closed by one',
    }
    for (const [table, problem] of Object.entries(cases))
      expect((await linesOf('quotes.csv', table)).at(-1)).toEqual({ line: 2 + 2 * good, problems: [problem] })
  }
})
