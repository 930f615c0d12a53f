import { useState } from 'react'
import type { ConversationTurn } from '../../../../../../shared/domain/structured.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Dialog } from '../../../../../ui/dialog.tsx'
import { Tick } from '../../../../../ui/marks.tsx'
import { Prose } from '../../../../../ui/prose.tsx'
import { Select } from '../../../../../ui/select.tsx'
import styles from './conversation.module.css'

type CompareAnswersProps = {
  /** From 1. */
  readonly number: number
  /** All that answer the same turn. */
  readonly answers: readonly ConversationTurn[]
  /** The one that was looked at. */
  readonly first: string
  readonly isReadOnly: boolean
  readonly onPrefer: (id: string) => void
  readonly onClose: () => void
}

/** Two answers to the same turn side by side. */
export function CompareAnswers({ number, answers, first, isReadOnly, onPrefer, onClose }: CompareAnswersProps) {
  const [left, setLeft] = useState(first)
  const [right, setRight] = useState(() => answers.find(({ id }) => id !== first)?.id ?? first)
  const options = answers.map(({ id }, at) => ({ key: id, label: `Answer ${at + 1}` }))

  function column(side: string, id: string, set: (id: string) => void) {
    const at = answers.findIndex((answer) => answer.id === id)
    const answer = answers[at]
    if (answer === undefined) return null
    const isBetter = answer.preferred === true
    return (
      <section aria-label={`Answer ${at + 1}`} className={styles['answer']}>
        {answers.length > 2 ? (
          <Select label={`On the ${side}`} options={options} value={id} onChange={set} />
        ) : (
          <h3 className={styles['answerTitle']}>Answer {at + 1}</h3>
        )}
        <div className={styles['answerText']}>
          {answer.text.trim() === '' ? (
            <p className={styles['nothing']}>Nothing was written here.</p>
          ) : (
            <Prose text={answer.text} isSmall />
          )}
        </div>
        {isReadOnly ? (
          <p className={styles['verdict']}>{isBetter ? 'This one is better' : ''}</p>
        ) : (
          <Button aria-pressed={isBetter} onPress={() => onPrefer(id)}>
            This one is better
            {isBetter ? <Tick /> : null}
          </Button>
        )}
      </section>
    )
  }

  return (
    <Dialog title={`Answers in place of turn ${number}`} isOpen onClose={onClose} isWide>
      <div className={styles['compare']}>
        {column('left', left, setLeft)}
        {column('right', right, setRight)}
      </div>
    </Dialog>
  )
}
