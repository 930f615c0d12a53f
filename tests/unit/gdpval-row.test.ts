import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FieldValues } from '../../src/shared/domain/fields.ts'
import type { Criterion } from '../../src/shared/domain/structured.ts'
import { Task } from '../../src/shared/domain/task.ts'
import { criteriaToRubric, rubricToCriteria, taskToGdpvalRow } from '../../src/shared/rules/gdpval-row.ts'
import { stepStates } from '../../src/shared/rules/steps.ts'

const id = '019af000-0000-7000-8000-000000000001'
const sha256 = 'a'.repeat(64)
const file = (name: string) => ({ name, sha256, size: 3, mediaType: 'text/csv' })
const taskOf = (fields: object[], more: object = {}): Task =>
  Task.parse({
    id,
    batchId: id,
    revision: 1,
    kind: 'author',
    title: 'Author',
    occupation: { code: '29-1141.00', title: 'Registered Nurses' },
    brief: 'The brief',
    fields,
    ...more,
  })
const usual = [
  { kind: 'persona', key: 'who', label: 'Who' },
  { kind: 'markdown', key: 'ask', label: 'Prompt' },
  { kind: 'files', key: 'given', label: 'References' },
  { kind: 'markdown', key: 'gold', label: 'Answer' },
  { kind: 'files', key: 'made', label: 'Deliverables' },
  { kind: 'rubric', key: 'marks', label: 'Rubric' },
]

describe('a row of what was authored', () => {
  it('takes each part by the kind of its field', () => {
    const values = FieldValues.parse({
      who: { kind: 'persona', occupation: { title: 'Night Charge Nurse' } },
      ask: 'What now?',
      given: [file('chart.csv')],
      gold: 'The call.',
      made: [file('../sheet.xlsx')],
      marks: {
        kind: 'rubric',
        items: [
          { id: 'a', text: 'Safety', points: 0 },
          { id: 'b', text: 'Calls the hospitalist', points: 5, required: true, parent: 'a', tags: ['gate'] },
          { id: 'c', text: 'Waits for the scan', points: -3 },
        ],
      },
    })
    expect(taskToGdpvalRow(taskOf(usual, { external: { sector: 'Health Care' } }), values)).toEqual({
      task_id: id,
      sector: 'Health Care',
      occupation: 'Night Charge Nurse',
      prompt: 'What now?',
      reference_files: ['reference_files/chart.csv'],
      deliverable_text: 'The call.',
      deliverable_files: [expect.stringMatching(/^deliverable_files\/[^/]*sheet\.xlsx$/)],
      rubric_json: [
        {
          score: 5,
          criterion: 'Calls the hospitalist',
          required: true,
          rubric_item_id: 'b',
          author_type: 'human',
          tags: ['gate'],
          read_only: false,
        },
        {
          score: -3,
          criterion: 'Waits for the scan',
          required: false,
          rubric_item_id: 'c',
          author_type: 'human',
          tags: [],
          read_only: false,
        },
      ],
    })
  })

  it('lets a role decide where the kind would not', () => {
    const task = taskOf([
      { kind: 'markdown', key: 'notes', label: 'Notes' },
      { kind: 'text', key: 'ask', label: 'Prompt', role: 'prompt' },
      { kind: 'files', key: 'given', label: 'References', role: 'references' },
    ])
    const row = taskToGdpvalRow(task, { notes: 'Not the prompt', ask: 'What now?', given: [file('chart.csv')] })
    expect(row).toMatchObject({
      prompt: 'What now?',
      deliverable_text: 'Not the prompt',
      reference_files: ['reference_files/chart.csv'],
      deliverable_files: [],
    })
  })

  it('is a whole row also of nothing: what the task gives stands, the rest is empty', () => {
    const task = taskOf([{ kind: 'likert', key: 'sure', label: 'Sure?', low: 'no', high: 'yes' }], {
      materials: [{ kind: 'file', key: 'f', title: 'F', file: file('soil test.csv') }],
      external: { gdpval: { task_id: 'row-7', sector: 'Farming' } },
    })
    expect(taskToGdpvalRow(task, {})).toEqual({
      task_id: 'row-7',
      sector: 'Farming',
      occupation: 'Registered Nurses',
      prompt: 'The brief',
      reference_files: ['reference_files/soil test.csv'],
      deliverable_files: [],
      rubric_json: [],
    })
    expect(taskToGdpvalRow(taskOf(usual), {})).toMatchObject({ sector: null, prompt: '' })
  })

  it('loses nothing of flat criteria on the way to rubric_json and back', () => {
    const word = fc.string({ minLength: 1, maxLength: 20 }).map((text) => text.replaceAll(/\p{Cc}/gu, '').trim())
    const criterion = fc.record({
      text: fc.string(),
      points: fc.integer({ min: -20, max: 20 }),
      required: fc.boolean(),
      tags: fc.array(
        word.filter((text) => text !== ''),
        { maxLength: 3 },
      ),
    })
    fc.assert(
      fc.property(fc.array(criterion, { minLength: 1, maxLength: 20 }), fc.boolean(), (list, asText) => {
        const items = list.map(
          ({ text, points, required, tags }, at): Criterion => ({
            id: `c${at}`,
            text,
            points,
            ...(required ? { required } : {}),
            ...(tags.length > 0 ? { tags } : {}),
          }),
        )
        const rubric = criteriaToRubric(items)
        expect(rubricToCriteria(asText ? JSON.stringify(rubric) : rubric)).toEqual(items)
      }),
    )
  })

  it('gives each line an id of its own, whatever ids it came with', () => {
    const line = (id?: unknown) => ({ score: 1, criterion: 'x', ...(id === undefined ? {} : { rubric_item_id: id }) })
    const ids = rubricToCriteria([line('r1'), line('r1'), line('not an id'), line(), line('line-4')])?.map(
      (one) => one.id,
    )
    expect(new Set(ids).size).toBe(5)
    expect(ids?.[0]).toBe('r1')
    for (const nothing of ['not json', '[]', null, 7, [{ score: 'two' }]])
      expect(rubricToCriteria(nothing)).toBeUndefined()
  })
})

it('shows parts of the work as empty, begun or complete, by what holds the work back', () => {
  const { fields } = taskOf(usual.slice(0, 3))
  const missing = [{ field: 'ask' }, { field: 'given' }]
  expect(stepStates(fields, (key) => key === 'given', missing)).toEqual(['complete', 'begun', 'empty'])
})
