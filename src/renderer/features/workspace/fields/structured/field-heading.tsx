import type { KnownField } from '../../../../../shared/domain/fields.ts'
import { helpOf } from '../field-words.ts'
import { LabelAndHelp } from '../label-and-help.tsx'

/** Label and help of a structured field. */
export function FieldHeading({ field }: { readonly field: KnownField }) {
  return <LabelAndHelp label={field.label} help={helpOf(field)} />
}
