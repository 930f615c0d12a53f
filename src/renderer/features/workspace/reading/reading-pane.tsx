import type { Batch, Task } from '../../../../shared/domain/task.ts'
import { comparedBlind } from '../../../../shared/rules/comparing.ts'
import { count } from '../../../format/amounts.ts'
import { Prose } from '../../../ui/prose.tsx'
import { MaterialView } from './material-view.tsx'
import { personaText } from './persona-text.ts'
import styles from './reading.module.css'

type ReadingPaneProps = {
  readonly task: Task
  /** What the operator says of all tasks of the batch. */
  readonly note: Batch['note']
  /** Keys of the materials that are folded away. */
  readonly folded: readonly string[]
  readonly onFold: (key: string, isFolded: boolean) => void
}

/** What there is to read: whom to have in mind, what is asked, and what comes with it. */
export function ReadingPane({ task, note, folded, onFold }: ReadingPaneProps) {
  const hidden = comparedBlind(task.fields)
  const shown = task.materials.filter(({ key }) => !hidden.has(key))
  return (
    <div className={styles['reading']}>
      {task.persona === undefined ? null : <PersonaView persona={task.persona} />}
      <section aria-label="Brief" data-section="brief">
        <h2 className={styles['heading']}>Brief</h2>
        <Prose text={task.brief} />
        {note.trim() === '' ? null : (
          <div className={styles['batch']}>
            <h2 className={styles['heading']}>About this batch</h2>
            <Prose text={note} isSmall />
          </div>
        )}
      </section>
      {task.materials.length === 0 ? null : (
        <section aria-label="Materials">
          <h2 className={styles['heading']}>Materials</h2>
          {hidden.size === 0 ? null : (
            <p className={styles['hidden']}>
              {count(hidden.size, 'response is', 'responses are')} compared without their names. They are shown where
              they are compared, in an order that is drawn.
            </p>
          )}
          <div className={styles['materials']}>
            {shown.map((material) => (
              <MaterialView
                key={material.key}
                material={material}
                isFolded={folded.includes(material.key)}
                onFold={(isFolded) => onFold(material.key, isFolded)}
              />
            ))}
          </div>
        </section>
      )}
    </div>
  )
}

function PersonaView({ persona }: { readonly persona: NonNullable<Task['persona']> }) {
  const { who, more } = personaText(persona)
  if (who === '' && more.length === 0) return null
  return (
    <section aria-label="Persona" className={styles['persona']}>
      {who === '' ? null : <p className={styles['who']}>{who}</p>}
      {more.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </section>
  )
}
