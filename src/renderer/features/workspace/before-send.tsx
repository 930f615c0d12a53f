import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Missing, TaskDetail } from '../../../shared/contract/desk-views.ts'
import { count } from '../../format/amounts.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { Button } from '../../ui/button.tsx'
import { useAdvice } from './use-advice.ts'
import type { Within } from './use-jumps.ts'
import styles from './workspace.module.css'

type BeforeSendProps = {
  readonly detail: TaskDetail
  readonly draft: OpenDraft
  /** What the core found when it was to be sent. */
  readonly found: readonly Missing[]
  readonly onJump: (field: string, within?: Within) => void
  readonly onClose: () => void
}

/** What stands between the work and its sending; each line leads to its place. */
export function BeforeSend({ detail, draft, found, onJump, onClose }: BeforeSendProps) {
  const here = useStore(draft.store, (state) => state.missing)
  const missing = here.length > 0 ? here : found.filter(({ code }) => code === 'too-long')
  const advice = useAdvice(draft, detail.task)
  // The same source may be cited twice, and be found fault with twice: once is enough here.
  const said = new Map(advice.map((one) => [`${one.field} ${one.text}`, one]))
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  return (
    <section aria-label="Before you send" className={styles['before']}>
      <div className={styles['beforeHead']}>
        <h2 ref={heading} tabIndex={-1} className={styles['beforeTitle']}>
          {missing.length === 0 ? 'Nothing is missing' : `${count(missing.length, 'part', 'parts')} missing`}
        </h2>
        <Button variant="quiet" size="small" onPress={onClose}>
          Close the list
        </Button>
      </div>
      {missing.length === 0 && said.size === 0 ? <p>It can be sent now.</p> : null}
      {missing.length === 0 ? null : (
        <ul>
          {missing.map((one) => (
            <li key={`${one.field} ${one.code}`}>
              <Button
                variant="quiet"
                className={styles['missing'] ?? ''}
                onPress={() => onJump(one.field, { part: one.part })}
              >
                <span className={styles['missingLabel']}>{one.label}</span>
                <span className={styles['missingText']}>{one.text}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {said.size === 0 ? null : (
        <>
          <h3 className={styles['beforeTitle']}>Worth a look; it can be sent as it is</h3>
          <ul>
            {[...said].map(([key, { field, label, text }]) => (
              <li key={key}>
                <Button variant="quiet" className={styles['missing'] ?? ''} onPress={() => onJump(field)}>
                  <span className={styles['missingLabel']}>{label}</span>
                  <span className={styles['missingText']}>{text}</span>
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
