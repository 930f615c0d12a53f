import { describe, expect, it } from 'vitest'
import { jsonlToBatch } from '../../src/hub/import/jsonl.ts'
import { type JsonLine, readJsonLines } from '../../src/hub/import/read-lines.ts'
import { err } from '../../src/shared/domain/result.ts'
import { checkPage } from '../../src/shared/rules/check-feed.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
const content = (external: string, field = ''): string =>
  `"kind":"answer","title":"T","occupation":{"code":"45-1011.00","title":"Farmer"},"brief":"B",` +
  `"fields":[{"kind":"markdown","key":"answer","label":"A"}${field}],"external":{"note":${external}}`
const unknown = (more: string): string => `,{"kind":"hologram","key":"h","more":${more}}`

describe.each([
  ['external', /^external.*nested too deep/, (levels: number) => content(nested(levels))],
  [
    'a field of no known kind',
    /^fields\[1\]\.more: .*nested too deep/,
    (levels: number) => content('1', unknown(nested(levels))),
  ],
])('JSON that is nested too deep in %s', (_, words, line) => {
  it('is refused alone on a page of the feed, which must not stop for it', () => {
    const change = (seq: number, levels: number) => {
      const task = `{"id":"${id}","batchId":"${id}","revision":1,${line(levels)}}`
      return { seq, kind: 'task', id, content: task, assignment: { state: 'offered', offeredAt: 1 } }
    }
    const changes = [change(1, 100_000), change(2, 5_000), change(3, 50)]
    const page = checkPage({ epoch: id, cursor: 3, more: false, now: 1, changes })
    expect(page.changes.map(({ checked }) => checked.kind)).toEqual(['refused', 'refused', 'task'])
  })

  it('is named with its line at the import', async () => {
    const bytes = [Buffer.from([50, 5_000, 100_000].map((levels) => `{${line(levels)}}\n`).join(''))]
    async function* lines(): AsyncGenerator<JsonLine> {
      yield* readJsonLines(
        (async function* () {
          yield* bytes
        })(),
      )
    }
    const none = async () => err('no files')
    const found = []
    for await (const entry of jsonlToBatch(lines(), { take: none, ensure: none })) found.push(entry)
    expect(found).toMatchObject([
      { line: 1, content: { title: 'T' } },
      { line: 2, problems: [expect.stringMatching(words)] },
      { line: 3, problems: [expect.stringMatching(words)] },
    ])
  })
})
