import { type Field, isKnownField, isTextField } from '../../../shared/domain/fields.ts'
import { ANSWERS, textToAnswers } from '../../../shared/rules/comment-answers.ts'
import { filesOf } from '../../../shared/rules/named-files.ts'
import { NOTES_FIELD } from '../../../shared/rules/notes.ts'
import { namesIn } from '../../../shared/rules/structure-names.ts'
import { loggedToReadable } from '../../../shared/rules/structure-readable.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { valueInLines } from './fields/value-in-lines.ts'

/** All that is in this window only, as a person reads it: texts by themselves, a number or a choice behind its label. */
export function allUnsaved(draft: Pick<OpenDraft, 'unsaved' | 'unsavedValues'>, fields: readonly Field[]): string {
  const texts = draft.unsaved().map((one) => unsavedWords(one, fields))
  const values = draft.unsavedValues().map(({ field, value }) => {
    const known = fields.find(({ key }) => key === field)
    const names = filesOf(value).map(({ name }) => name)
    const lines = names.length > 0 ? names : valueInLines(known, value)
    return `${known?.label ?? field}: ${lines.join(', ')}`
  })
  return [...texts, ...values].join('\n\n')
}

/** What a person reads of a text that is not saved: a rubric or another structured part is kept as JSON. */
export function unsavedWords({ field, text }: { field: string; text: string }, fields: readonly Field[]): string {
  if (field === ANSWERS) {
    return (
      textToAnswers(text)
        ?.map((answer) => answer.text)
        .join(' ') ?? text
    )
  }
  const known = fields.find(({ key }) => key === field)
  const isWritten = field === NOTES_FIELD || (known !== undefined && isKnownField(known) && isTextField(known))
  return isWritten ? text : loggedToReadable(text, known && namesIn(known, {}))
}
