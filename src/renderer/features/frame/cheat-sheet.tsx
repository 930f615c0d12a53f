import { Dialog } from '../../ui/dialog.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import styles from './cheat-sheet.module.css'

type Entry = { readonly keys: string; readonly does: string }

const groups: readonly { readonly title: string; readonly entries: readonly Entry[] }[] = [
  {
    title: 'Everywhere',
    entries: [
      { keys: 'Alt+1', does: 'Inbox' },
      { keys: 'Alt+2', does: 'Sync' },
      { keys: 'Alt+3', does: 'Time' },
      { keys: 'Alt+4', does: 'Earnings' },
      { keys: 'Alt+5', does: 'Settings' },
      { keys: 'Alt+P', does: 'Pause or start the clock' },
      { keys: 'Mod+Z', does: 'Take back what was just done' },
      { keys: 'F6', does: 'Next part of the window' },
      { keys: 'Escape', does: 'Back, or close' },
      { keys: '?', does: 'This list' },
    ],
  },
  {
    title: 'Inbox',
    entries: [
      { keys: '/', does: 'Search' },
      { keys: '↑', does: 'Task above' },
      { keys: '↓', does: 'Task below' },
      { keys: 'Home', does: 'First task' },
      { keys: 'End', does: 'Last task' },
      { keys: 'Enter', does: 'Open the task' },
      { keys: 't', does: 'Take the task' },
    ],
  },
  {
    title: 'Writing',
    entries: [
      { keys: 'Mod+Enter', does: 'Send, or see what is missing' },
      { keys: 'Mod+B', does: 'Bold' },
      { keys: 'Mod+I', does: 'Italic' },
      { keys: 'Mod+F', does: 'Find in this text' },
      { keys: 'Mod+Z', does: 'Undo' },
      { keys: 'Alt+R', does: 'To what there is to read' },
      { keys: 'Alt+W', does: 'To what there is to write' },
      { keys: 'Alt+Shift+1', does: 'To a part of the work by its number, up to 9' },
      { keys: 'Alt+Enter', does: 'In a conversation: to the next turn' },
      { keys: 'Alt+Shift+Enter', does: 'In a conversation: another answer' },
      { keys: 'Alt+Right', does: 'In a conversation: to the other answer' },
      { keys: '1', does: 'On a scale: choose that step, up to 9' },
    ],
  },
]

export function CheatSheet({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onClose={onClose} isWide>
      <div className={styles['groups']}>
        {groups.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h3 className={styles['title']}>{group.title}</h3>
            <dl className={styles['list']}>
              {group.entries.map((entry) => (
                <div key={entry.keys} className={styles['entry']}>
                  <dt>
                    <Kbd keys={entry.keys} />
                  </dt>
                  <dd>{entry.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
