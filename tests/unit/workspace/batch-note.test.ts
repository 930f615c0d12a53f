import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { ReadingPane } from '../../../src/renderer/features/workspace/reading/reading-pane.tsx'
import { Task } from '../../../src/shared/domain/task.ts'
import { sectionReadingMs } from '../../../src/shared/rules/reading.ts'
import { taskContent } from '../../support/hub/fixtures.ts'

const id = '01890000-0000-7000-8000-000000000001'
const task = Task.parse({ ...taskContent(), materials: [], id, batchId: id, revision: 1 })

function shown(note: string): string {
  return renderToStaticMarkup(createElement(ReadingPane, { task, note, folded: [], onFold: () => undefined }))
}

it('shows the note of a batch with what is asked, and nothing where there is none', () => {
  expect(shown('Use the **2026** edition.')).toContain('Use the <strong>2026</strong> edition.')
  expect(shown('')).not.toContain('About this batch')
})

it('gives the time that the note takes to read', () => {
  const none = sectionReadingMs(task, 'brief', 200)
  expect(sectionReadingMs(task, 'brief', 200, 'word '.repeat(2_000)) - none).toBeGreaterThan(9 * 60_000)
})
