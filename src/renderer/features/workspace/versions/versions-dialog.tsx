import { useState } from 'react'
import type { Field } from '../../../../shared/domain/fields.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { trackFields } from '../../../state/version-track.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Select } from '../../../ui/select.tsx'
import { type Choice, useTrack, WHOLE_TASK } from './use-track.ts'
import { VersionsView } from './versions-view.tsx'
import styles from './versions.module.css'

type VersionsDialogProps = {
  readonly draft: OpenDraft
  readonly fields: readonly Field[]
  readonly isWritable: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Every version of what was written: look at it, compare, name, play, put back. */
export function VersionsDialog({ isOpen, onClose, ...rest }: VersionsDialogProps) {
  return (
    <Dialog title="Versions" isOpen={isOpen} onClose={onClose} isFull>
      <Versions {...rest} />
    </Dialog>
  )
}

function Versions({ draft, fields: all, isWritable }: Omit<VersionsDialogProps, 'isOpen' | 'onClose'>) {
  const [fields] = useState(() => trackFields(all, draft.store.getState().values))
  const [choice, setChoice] = useState<Choice>(() => {
    const last = fields.find(({ key }) => key === draft.view.field) ?? fields[0]
    return { field: last?.key ?? WHOLE_TASK }
  })
  const { loaded, refresh } = useTrack(draft, fields, choice)
  const parts = [
    ...fields.map(({ key, label }) => ({ key, label })),
    ...(fields.length > 1 ? [{ key: WHOLE_TASK, label: 'All parts together' }] : []),
  ]
  const track = loaded?.track
  const branches = track?.branches ?? []
  return (
    <div className={styles['versions']}>
      <div className={styles['chooser']}>
        {parts.length > 1 ? (
          <Select
            label="Part"
            isInline
            options={parts}
            value={choice.field}
            onChange={(field) => setChoice({ field })}
          />
        ) : null}
        {branches.length > 1 ? (
          <Select
            label="Way"
            isInline
            options={branches.map(({ branch, name, isCurrent }) => ({
              key: String(branch),
              label: isCurrent ? `${name} (written on now)` : name,
            }))}
            value={String(track?.branch)}
            onChange={(branch) => setChoice({ field: choice.field, branch: Number(branch) })}
          />
        ) : null}
      </div>
      {loaded === undefined ? null : track === undefined || track.newest === 0 ? (
        <p className={styles['empty']}>{loaded.problem ?? 'Nothing has been written here yet.'}</p>
      ) : (
        <VersionsView
          key={`${choice.field} ${choice.branch ?? ''}`}
          draft={draft}
          track={track}
          isWritable={isWritable}
          onChanged={refresh}
          onBranch={(branch) => setChoice({ field: choice.field, branch })}
        />
      )}
    </div>
  )
}
