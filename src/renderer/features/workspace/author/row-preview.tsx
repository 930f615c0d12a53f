import { useState } from 'react'
import type { Task } from '../../../../shared/domain/task.ts'
import { type AuthoredRow, taskToGdpvalRow } from '../../../../shared/rules/gdpval-row.ts'
import { count } from '../../../format/amounts.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { copyText } from '../../../state/copy-text.ts'
import { useServices } from '../../../state/services.ts'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { enteredValues } from './entered-values.ts'
import styles from './author.module.css'

type RowPreviewProps = { readonly task: Task; readonly draft: OpenDraft; readonly onClose: () => void }

/** The work as the row of a data set that it becomes: what is there, what is not there yet, and the whole to copy. */
export function RowPreview({ task, draft, onClose }: RowPreviewProps) {
  const { toasts } = useServices()
  const [row] = useState(() => taskToGdpvalRow(task, enteredValues(task.fields, draft)))
  const text = JSON.stringify(row, null, 2)

  return (
    <Dialog
      title="Preview the row"
      isOpen
      onClose={onClose}
      isWide
      buttons={<Button onPress={() => void copyText(text, 'The row is copied.', toasts)}>Copy the row</Button>}
    >
      <p className={styles['about']}>
        This is what your work becomes in the operator’s data set, with the names that GDPval uses. Files travel beside
        it.
      </p>
      <dl className={styles['row']}>
        {partsOf(row).map(({ name, value }) => (
          <div key={name} className={styles['part']}>
            <dt>{name}</dt>
            <dd data-missing={value === ''}>{value === '' ? 'not there yet' : value}</dd>
          </div>
        ))}
      </dl>
      <h3 className={styles['wholeTitle']}>As it is written</h3>
      <pre className={styles['whole']}>{text}</pre>
    </Dialog>
  )
}

function partsOf(row: AuthoredRow): { name: string; value: string }[] {
  const points = row.rubric_json.reduce((sum, { score }) => sum + Math.max(0, score), 0)
  const rubric =
    row.rubric_json.length === 0
      ? ''
      : `${count(row.rubric_json.length, 'criterion', 'criteria')}, ${count(points, 'point', 'points')} at most`
  return [
    { name: 'occupation', value: row.occupation },
    { name: 'sector', value: row.sector ?? 'left to the operator' },
    { name: 'prompt', value: row.prompt.trim() },
    { name: 'reference_files', value: row.reference_files.join('\n') || 'none' },
    { name: 'deliverable_text', value: row.deliverable_text?.trim() ?? '' },
    { name: 'deliverable_files', value: row.deliverable_files.join('\n') || 'none' },
    { name: 'rubric_json', value: rubric },
  ]
}
