import type { FieldValue, StructuredField } from '../../../../../shared/domain/fields.ts'
import type { StructuredKind, StructuredOf } from '../../../../../shared/domain/structured.ts'
import type { Task } from '../../../../../shared/domain/task.ts'
import type { OpenDraft } from '../../../../state/draft.ts'
import { ConversationField } from './conversation/conversation-field.tsx'
import { PersonaFieldView } from './persona/persona-field.tsx'
import { UnknownFieldView } from '../unknown-field.tsx'

type StructuredFieldProps = {
  readonly field: StructuredField
  readonly draft: OpenDraft
  readonly task: Task
  readonly value: FieldValue | null
  readonly comments: readonly string[]
  readonly isReadOnly: boolean
}

/** A field whose value is a document of its own, by its kind. */
export function StructuredFieldView({ field, draft, value, ...rest }: StructuredFieldProps) {
  const structure = draft.structure(field.key)
  if (structure === undefined) return null
  const common = { ...rest, draft, structure }
  switch (field.kind) {
    case 'conversation':
      return <ConversationField {...common} field={field} value={valueOf(field.kind, value)} />
    case 'persona':
      return <PersonaFieldView {...common} field={field} value={valueOf(field.kind, value)} />
    default:
      return <UnknownFieldView field={field} />
  }
}

/** The value as one of its field's kind; what is of no such kind is not shown. */
function valueOf<Kind extends StructuredKind>(kind: Kind, value: FieldValue | null): StructuredOf<Kind> | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
  return value.kind === kind ? (value as StructuredOf<Kind>) : null
}
