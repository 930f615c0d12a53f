import { useState } from 'react'
import type { TaskDetail } from '../../../../shared/contract/desk-views.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { Button } from '../../../ui/button.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { useShortcuts } from '../../../ui/use-shortcuts.ts'
import { VersionsDialog } from './versions-dialog.tsx'

type DraftToolsProps = { readonly detail: TaskDetail; readonly draft: OpenDraft }

/** What can be asked about the draft itself: its versions. */
export function DraftTools({ detail, draft }: DraftToolsProps) {
  const [shown, setShown] = useState<'versions'>()
  useShortcuts({ 'Alt+H': () => setShown('versions') })
  const close = (): void => setShown(undefined)
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
      </Menu>
      <VersionsDialog
        draft={draft}
        fields={detail.task.fields}
        isWritable={detail.writable.yes}
        isOpen={shown === 'versions'}
        onClose={close}
      />
    </>
  )
}
