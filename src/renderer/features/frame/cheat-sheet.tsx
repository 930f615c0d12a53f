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
      { keys: 'Mod+F', does: 'Find and replace' },
      { keys: 'Mod+Z', does: 'Undo' },
      { keys: 'Mod+Shift+V', does: 'Paste as plain text' },
      { keys: 'Alt+F', does: 'The sheet alone, on the full screen' },
      { keys: 'Alt+D', does: 'Dim all but the paragraph' },
      { keys: 'Alt+S', does: 'Dim all but the sentence' },
      { keys: 'Alt+T', does: 'Keep the line in the middle' },
      { keys: 'Alt+.', does: 'Larger writing' },
      { keys: 'Alt+,', does: 'Smaller writing' },
      { keys: 'Alt+O', does: 'Outline' },
      { keys: 'Alt+Z', does: 'Fold this section, or show it' },
      { keys: 'Alt+V', does: 'As it will be read' },
      { keys: 'Alt+Q', does: 'Quote what is selected' },
      { keys: 'Alt+J', does: 'To the passage that is quoted' },
      { keys: 'Alt+X', does: 'Tick a task, or make one' },
      { keys: 'Tab', does: 'After ;name: put in that text' },
      { keys: 'Alt+H', does: 'Versions of the draft' },
      { keys: 'Alt+N', does: 'Private notes' },
      { keys: 'Alt+R', does: 'To what there is to read' },
      { keys: 'Alt+W', does: 'To what there is to write' },
      { keys: '1', does: 'On a scale: choose that step, up to 9' },
    ],
  },
  {
    title: 'Rubrics',
    entries: [
      { keys: 'Enter', does: 'Next criterion' },
      { keys: 'Shift+Enter', does: 'New line in a criterion' },
      { keys: 'Alt+↑', does: 'Move up' },
      { keys: 'Alt+↓', does: 'Move down' },
      { keys: 'Mod+]', does: 'Move in, below the one before' },
      { keys: 'Mod+[', does: 'Move out' },
      { keys: 'Alt+G', does: 'Required, or not' },
      { keys: 'Alt+Enter', does: 'Tags, source and weight' },
      { keys: 'Mod+Shift+Backspace', does: 'Delete' },
    ],
  },
  {
    title: 'Marking by criteria',
    entries: [
      { keys: 'm', does: 'Met (or 1)' },
      { keys: 'n', does: 'Not met (or 0)' },
      { keys: 'Backspace', does: 'Take the mark away' },
      { keys: 'e', does: 'To the evidence' },
      { keys: 'Alt+E', does: 'Quote the selection as evidence' },
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
