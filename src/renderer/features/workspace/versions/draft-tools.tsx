import { useState } from 'react'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { Button } from '../../../ui/button.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { actionsToShortcuts } from '../../../state/actions.ts'
import { useActions } from '../../../state/use-actions.ts'
import { useShortcuts } from '../../../ui/use-shortcuts.ts'
import { VersionsDialog } from './versions-dialog.tsx'
import { WrittenDialog } from './written-dialog.tsx'

type DraftToolsProps = {
  readonly detail: TaskDetail
  readonly draft: OpenDraft
  /** Opens or closes the private notes. */
  readonly onNotes?: (() => void) | undefined
  /** Asks whether the task is to be given back; left out where it cannot be. */
  readonly onGiveBack?: (() => void) | undefined
}

/** What can be asked about the draft itself: its versions, how it was written, and one's own notes on it. */
export function DraftTools({ detail, draft, onNotes, onGiveBack }: DraftToolsProps) {
  const [shown, setShown] = useState<'versions' | 'written'>()
  const actions = [
    { id: 'versions', name: 'Versions of the draft', shortcut: 'Alt+H', run: () => setShown('versions') },
    { id: 'written', name: 'How this was written', also: 'authorship typed pasted', run: () => setShown('written') },
  ]
  useActions('This task', actions)
  useShortcuts(actionsToShortcuts(actions))
  const close = (): void => setShown(undefined)
  const { fields } = detail.task
  return (
    <>
      <Menu
        label="The draft"
        trigger={
          <Button variant="quiet" size="small">
            Draft
          </Button>
        }
      >
        <MenuItem text="Versions" shortcut="Alt+H" onAction={() => setShown('versions')} />
        <MenuItem text="How this was written" onAction={() => setShown('written')} />
        {onNotes === undefined ? null : <MenuItem text="Private notes" shortcut="Alt+N" onAction={onNotes} />}
        {onGiveBack === undefined ? null : <MenuItem text="Give this task back" onAction={onGiveBack} />}
      </Menu>
      <VersionsDialog
        draft={draft}
        fields={fields}
        isWritable={detail.writable.yes}
        isOpen={shown === 'versions'}
        onClose={close}
      />
      <WrittenDialog draft={draft} fields={fields} isOpen={shown === 'written'} onClose={close} />
    </>
  )
}
