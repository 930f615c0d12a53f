import { useState } from 'react'
import type { ActionList } from '../../state/actions.ts'
import { useServices } from '../../state/services.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import styles from './cheat-sheet.module.css'

/** The keys of everything that can be done now. */
export function CheatSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { actions } = useServices()
  const [lists, setLists] = useState<readonly ActionList[]>([])
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen)
    if (isOpen) setLists(withKeys(actions.all()))
  }
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onClose={onClose} isWide isToRead>
      <div className={styles['groups']}>
        {lists.map((list) => (
          <section key={list.title} aria-label={list.title}>
            <h3 className={styles['title']}>{list.title}</h3>
            <dl className={styles['list']}>
              {list.actions.map((action) => (
                <div key={action.id} className={styles['entry']}>
                  <dt>
                    <Kbd keys={action.shortcut ?? ''} />
                  </dt>
                  <dd>{action.name}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function withKeys(lists: readonly ActionList[]): ActionList[] {
  return lists
    .map(({ title, actions }) => ({ title, actions: actions.filter(({ shortcut }) => shortcut !== undefined) }))
    .filter(({ actions }) => actions.length > 0)
}
