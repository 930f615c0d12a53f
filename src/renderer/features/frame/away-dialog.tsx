import { useId, useState } from 'react'
import { useStore } from 'zustand'
import type { OpenQuestion } from '../../../shared/contract/desk-views.ts'
import { duration } from '../../format/amounts.ts'
import { spanInWords } from '../../format/dates.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { AwayForm } from './away-form.tsx'
import styles from './away-dialog.module.css'

/**
 * Asks what idle time was, or what went on after the desk ended without warning. It stands beside the work and never
 * takes the caret; without an answer the time does not count, and it can wait.
 */
export function AwayDialog() {
  const { clock } = useServices()
  const question = useStore(clock.store, ({ time }) => time?.question)
  if (question === undefined) return null
  return <Question key={question.returned} question={question} />
}

function Question({ question }: { readonly question: OpenQuestion }) {
  const { clock } = useServices()
  const now = useNow()
  const [isOpen, setOpen] = useState(false)
  const titleId = useId()
  const textId = useId()
  const { returned } = question
  const isCrash = question.kind === 'crash'
  const isLonger = !isCrash && question.to - question.from - question.ms >= 60_000
  return (
    // Open from the start and not by `showModal`: so it lies beside the page and leaves the caret where it is.
    <dialog open aria-labelledby={titleId} aria-describedby={textId} data-part="away" className={styles['away']}>
      {/* Heard without being gone to. */}
      <output>
        <h2 id={titleId} className={styles['title']}>
          {isCrash ? 'Understudy ended without warning' : 'You were away'}
        </h2>
        <p id={textId} className={styles['text']}>
          From {spanInWords(question.from, question.to, now)} (
          {question.ms < 60_000 ? 'less than a minute' : duration(question.ms)}){' '}
          {isCrash
            ? `the clock for “${question.title}” could not run. If you went on working, say for how long.`
            : `there was no sign of work on “${question.title}”. Thinking, reading on paper and telephoning are work too.`}
          {isLonger ? ' While the computer slept or the screen was locked, no time counts.' : null}
        </p>
      </output>
      {isOpen ? (
        <AwayForm question={question} onClose={() => setOpen(false)} />
      ) : (
        <>
          {isCrash ? null : (
            <div className={styles['habits']}>
              {question.habits.map(({ about, choice }) => (
                <Button key={about} size="small" onPress={() => void clock.answer({ returned, choice, about })}>
                  {about} <span className={styles['then']}>{choice === 'keep' ? 'counts' : 'does not count'}</span>
                </Button>
              ))}
            </div>
          )}
          <div className={styles['buttons']}>
            <Button size="small" onPress={() => void clock.answer({ returned, choice: 'drop' })}>
              {isCrash ? 'I did not go on' : 'Do not count it'}
            </Button>
            <Button size="small" variant="primary" onPress={() => setOpen(true)}>
              {isCrash ? 'I went on…' : 'Count it, or some of it…'}
            </Button>
          </div>
        </>
      )}
    </dialog>
  )
}
