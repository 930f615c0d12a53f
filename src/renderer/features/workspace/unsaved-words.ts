import { type Field, isKnownField, isTextField } from '../../../shared/domain/fields.ts'
import { ANSWERS, textToAnswers } from '../../../shared/rules/comment-answers.ts'
import { NOTES_FIELD } from '../../../shared/rules/notes.ts'
import { loggedToReadable } from '../../../shared/rules/structure-readable.ts'

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
  return isWritten ? text : loggedToReadable(text)
}
