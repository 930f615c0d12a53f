import type { FieldValue, StructuredField } from '../../../../../shared/domain/fields.ts'
import type { StructuredKind, StructuredOf } from '../../../../../shared/domain/structured.ts'
import type { Task } from '../../../../../shared/domain/task.ts'
import type { OpenDraft } from '../../../../state/draft.ts'
import { CitationsFieldView } from './citations/citations-field.tsx'
import { ComparisonFieldView } from './comparison/comparison-field.tsx'
import { RankingFieldView } from './ranking/ranking-field.tsx'
import { RubricFieldView } from './rubric/rubric-field.tsx'
import { RubricScoreFieldView } from './rubric-score/rubric-score-field.tsx'
import { SpansFieldView } from './spans/spans-field.tsx'
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
    case 'rubric':
      return <RubricFieldView {...common} field={field} value={valueOf('rubric', value)} />
    case 'rubric-score':
      return <RubricScoreFieldView {...common} field={field} value={valueOf('rubric-score', value)} />
    case 'comparison':
      return <ComparisonFieldView {...common} field={field} value={valueOf('comparison', value)} />
    case 'ranking':
      return <RankingFieldView {...common} field={field} value={valueOf('ranking', value)} />
    case 'spans':
      return <SpansFieldView {...common} field={field} value={valueOf('spans', value)} />
    case 'citations':
      return <CitationsFieldView {...common} field={field} value={valueOf('citations', value)} />
    case 'conversation':
      return <ConversationField {...common} field={field} value={valueOf(field.kind, value)} />
    case 'persona':
      return <PersonaFieldView {...common} field={field} value={valueOf(field.kind, value)} />
    default:
      return <UnknownFieldView field={field} />
  }
}

/** The value of a field's own kind, which is the only one its sync lets in. */
function valueOf<Kind extends StructuredKind>(kind: Kind, value: FieldValue | null): StructuredOf<Kind> | null {
  const isOwn = typeof value === 'object' && value !== null && !Array.isArray(value) && value.kind === kind
  return isOwn ? (value as StructuredOf<Kind>) : null
}
