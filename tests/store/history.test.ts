import { Text } from '@codemirror/state'
import { afterEach, describe, expect, it } from 'vitest'
import { createDrafts } from '../../src/core/drafts/create-drafts.ts'
import { createVersions } from '../../src/core/drafts/versions.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { openTestStore } from '../support/core/test-store.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { sharedData } from '../support/shared-data.ts'
import { areTracesThere, readTrace, traceNames } from '../support/typing-traces.ts'

afterEach(removeTempFolders)

const taskId = testId('task')
/** A piece of each, so that the test is quick; `npm run bench -- history` writes all of them. */
const EDITS = 4_000
const BURST = 250

describe.each(traceNames)('the recorded writing of %s', (name) => {
  it('comes out of the log to the letter, at its end and at any version on the way', (context) => {
    if (!areTracesThere()) skipAloud(context, `${sharedData('typing')} is not there`)
    const { edits, final } = readTrace(name, EDITS)
    const store = openTestStore()
    const time = createFakeTime()
    const drafts = createDrafts(store, () => time.clock.read())
    const no = store.tasks.head(taskId)?.no ?? 0
    const texts: string[] = ['']
    let text = Text.empty
    for (let i = 0; i < edits.length; i += BURST) {
      const burst = edits.slice(i, i + BURST)
      const entered = drafts.edit(no, 'text', {
        taskId,
        field: 'plan',
        version: i,
        session: testId('session'),
        edits: burst.map(({ changes }) => ({ change: { changes: changes.toJSON() }, origin: 'typed' })),
      })
      expect(entered.ok).toBe(true)
      for (const { changes } of burst) {
        text = changes.apply(text)
        texts.push(text.toString())
      }
      if (i % 1_000 === 0) drafts.settle()
    }
    expect(text.toString()).toBe(final)
    const versions = createVersions(store)
    const row = versions.rowOf(no, 'plan') ?? 0
    expect(versions.at(row, Number.MAX_SAFE_INTEGER)).toMatchObject({ version: edits.length, text: final })
    // Up, down and around: one version must not depend on which was asked for before.
    for (const version of [1, 700, 699, 2_500, 1_000, 1_001, 3_999, 0]) {
      expect(versions.at(row, version).text).toBe(texts[version])
    }
    const timeline = versions.timeline(no, 'plan', row)
    expect(timeline.points.length).toBeLessThanOrEqual(500)
    for (const { version, length } of timeline.points) expect(length).toBe(texts[version]?.length)
    expect(timeline.points.at(-1)?.version).toBe(edits.length)
    store.close()
  })
})
