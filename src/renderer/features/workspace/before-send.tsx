import { useEffect, useRef } from 'react'
import type { Missing } from '../../../shared/contract/desk-views.ts'
import type { Advice } from '../../../shared/rules/checks/send-advice.ts'
import { count } from '../../format/amounts.ts'
import { Button } from '../../ui/button.tsx'
import styles from './workspace.module.css'

type BeforeSendProps = {
  readonly missing: readonly Missing[]
  /** Worth a look, and nothing that holds the work back. */
  readonly advice: readonly Advice[]
  readonly onJump: (field: string) => void
  readonly onClose: () => void
}

/** What stands between the work and its sending; each line leads to its field. */
export function BeforeSend({ missing, advice, onJump, onClose }: BeforeSendProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  return (
    <section aria-label="Before you send" className={styles['before']}>
      <div className={styles['beforeHead']}>
        <h2 ref={heading} tabIndex={-1} className={styles['beforeTitle']}>
          {missing.length === 0 ? 'Nothing is missing any more' : `${count(missing.length, 'part', 'parts')} missing`}
        </h2>
        <Button variant="quiet" size="small" onPress={onClose}>
          Close the list
        </Button>
      </div>
      {missing.length === 0 ? (
        <p>It can be sent now.</p>
      ) : (
        <ul>
          {missing.map((one) => (
            <li key={`${one.field} ${one.code}`}>
              <Button variant="quiet" className={styles['missing'] ?? ''} onPress={() => onJump(one.field)}>
                <span className={styles['missingLabel']}>{one.label}</span>
                <span className={styles['missingText']}>{one.text}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {advice.length === 0 ? null : (
        <>
          <h3 className={styles['beforeTitle']}>Worth a look; it can be sent as it is</h3>
          <ul>
            {advice.map(({ field, label, text }) => (
              <li key={`${field} ${text}`}>
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
