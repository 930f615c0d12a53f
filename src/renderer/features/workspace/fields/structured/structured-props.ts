import type { StructuredKind, StructuredOf } from '../../../../../shared/domain/structured.ts'
import type { Task } from '../../../../../shared/domain/task.ts'
import type { FieldOf } from '../../../../../shared/rules/checks/check.ts'
import type { StructureSync } from '../../../../editor/structure-sync.ts'
import type { OpenDraft } from '../../../../state/draft.ts'

/** What every view of a structured field is given. */
export type StructuredProps<Kind extends StructuredKind> = {
  readonly field: FieldOf<Kind>
  /** `null` where nothing has been entered. */
  readonly value: StructuredOf<Kind> | null
  /** Changes go through it, one small edit each. */
  readonly structure: StructureSync
  readonly draft: OpenDraft
  readonly task: Task
  /** What the reviewer said about this part. */
  readonly comments: readonly string[]
  /** The work is on its way or closed: show what was given, without controls that do nothing. */
  readonly isReadOnly: boolean
}
