import { expect, it } from 'vitest'
import { exportSubmissions } from '../../src/hub/operator/export-submissions.ts'
import { submission, submitOperation, taskContent } from '../support/hub/fixtures.ts'
import { desk, expertForFile, expertId, hub, hubForFile } from '../support/hub/for-each-test.ts'
import { offerTask } from '../support/hub/test-desk.ts'

const row = {
  task_id: 'g1',
  occupation: 'x',
  prompt: 'Old prompt.',
  deliverable_text: 'Old answer.',
  deliverable_files: ['old.pdf'],
  note: 'kept',
}
const prompt = { kind: 'markdown' as const, key: 'prompt', label: 'Prompt' }
const answer = { kind: 'markdown' as const, key: 'answer', label: 'Answer', required: false }
const files = { kind: 'files' as const, key: 'files', label: 'Files', required: false }

hubForFile()
expertForFile()

async function rowOf(fields: NonNullable<Parameters<typeof taskContent>[0]>['fields'], values: Record<string, string>) {
  const content = taskContent({ kind: 'author', fields: fields ?? [], external: { gdpval: row } })
  const { id, programmeId } = await offerTask(hub, desk, content, { onlyExpert: expertId })
  expect(await desk.push([submitOperation({ ...submission(id), values })])).toMatchObject([{ outcome: 'done' }])
  for await (const given of exportSubmissions(hub.hub.context, { format: 'gdpval', programmeId })) return given
  return undefined
}

it('an authored row has no answer of the row it came from beside a prompt of its own', async () => {
  const given = await rowOf([prompt, answer, files], { prompt: 'New prompt.' })
  expect(given).toMatchObject({
    prompt: 'New prompt.',
    deliverable_text: null,
    deliverable_files: [],
    note: 'kept',
  })
  const written = await rowOf([prompt, answer, files], { prompt: 'New prompt.', answer: 'New answer.' })
  expect(written).toMatchObject({ deliverable_text: 'New answer.', deliverable_files: [] })
})

it('an authored row keeps the answer that it came with where none was asked for', async () => {
  const given = await rowOf([prompt], { prompt: 'A better prompt.' })
  expect(given).toMatchObject({
    prompt: 'A better prompt.',
    deliverable_text: 'Old answer.',
    deliverable_files: ['old.pdf'],
  })
})
