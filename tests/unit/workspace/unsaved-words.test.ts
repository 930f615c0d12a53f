import { expect, it } from 'vitest'
import { allUnsaved, unsavedWords } from '../../../src/renderer/features/workspace/unsaved-words.ts'
import type { Field } from '../../../src/shared/domain/fields.ts'
import { ANSWERS, answersToText } from '../../../src/shared/rules/comment-answers.ts'
import { NOTES_FIELD } from '../../../src/shared/rules/notes.ts'
import { structureToText } from '../../../src/shared/rules/structure-text.ts'

it('shows what is not saved as a person reads it, and leaves what was written as it is', () => {
  const fields: Field[] = [
    { key: 'plan', kind: 'markdown', label: 'Plan', required: true },
    { key: 'rubric', kind: 'rubric', label: 'Rubric', required: true },
  ]
  const text = structureToText({ kind: 'rubric', items: [{ id: 'a', text: 'Names the pH', points: 1 }] })
  const words = (field: string, written: string): string => unsavedWords({ field, text: written }, fields)
  expect(words('rubric', text)).toBe('Names the pH (1 point)')
  // Also of a part that the operator has taken out.
  expect(words('gone', text)).toBe('Names the pH (1 point)')
  expect(words('gone', 'Lime first.')).toBe('Lime first.')
  // Whoever writes such a thing in a text means it.
  expect(words('plan', text)).toBe(text)
  expect(words(NOTES_FIELD, text)).toBe(text)
  const id = '01977f5e-0000-7000-8000-000000000001'
  const answers = [{ submissionId: id, comment: 0, text: 'Two tonnes.', resolved: false }]
  expect(words(ANSWERS, answersToText(answers))).toBe('Two tonnes.')
})

it('has numbers, choices and files that are not saved among what can be copied', () => {
  const fields: Field[] = [
    { key: 'plan', kind: 'markdown', label: 'Plan', required: true },
    { key: 'cows', kind: 'number', label: 'Cows kept', required: true, integer: true, unit: 'head' },
    {
      key: 'crop',
      kind: 'choice',
      label: 'Main crop',
      required: true,
      multiple: false,
      options: [{ value: 'rye', label: 'Winter rye' }],
    },
  ]
  const draft = {
    unsaved: () => [{ field: 'plan', branch: undefined, text: 'Lime first.', version: 3 }],
    unsavedValues: () => [
      { field: 'cows', value: 42 },
      { field: 'crop', value: 'rye' },
      { field: 'gone', value: ['other'] },
      { field: 'photos', value: [{ sha256: 'a'.repeat(64), name: 'field.jpg', size: 3, mediaType: 'image/jpeg' }] },
    ],
  }
  expect(allUnsaved(draft, fields)).toBe(
    'Lime first.\n\nCows kept: 42 head\n\nMain crop: Winter rye\n\ngone: other\n\nphotos: field.jpg',
  )
})
