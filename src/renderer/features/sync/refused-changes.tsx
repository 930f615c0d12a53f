import { useEffect, useState } from 'react'
import type { RefusedChangeView } from '../../../shared/contract/desk-reconcile.ts'
import { errorToText } from '../../client/error-text.ts'
import { bytes, count } from '../../format/amounts.ts'
import { moment } from '../../format/dates.ts'
import { changeKindWords } from '../../format/states.ts'
import { copyText } from '../../state/copy-text.ts'
import { useNow, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import styles from './refused-changes.module.css'

/** That something a hub sent could not be read, and the way to look at it. */
export function RefusedChanges({ count: n }: { readonly count: number }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className={styles['place']}>
      <Banner
        tone="attention"
        action={
          <Button size="small" onPress={() => setIsOpen(true)}>
            Look at {n === 1 ? 'it' : 'them'}
          </Button>
        }
      >
        {count(n, 'change', 'changes')} from the hub could not be read by this version of Understudy.{' '}
        {n === 1 ? 'It is' : 'They are'} kept. An update will most likely read {n === 1 ? 'it' : 'them'}.
      </Banner>
      <Dialog title="Changes that could not be read" isOpen={isOpen} onClose={() => setIsOpen(false)} isWide>
        {isOpen ? <List /> : null}
      </Dialog>
    </div>
  )
}

function List() {
  const { desk } = useServices()
  const [changes, setChanges] = useState<readonly RefusedChangeView[]>([])
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let isGone = false
    desk.sync.refusedChanges({}).then(
      (found) => {
        if (!isGone) setChanges(found)
      },
      (error: unknown) => {
        if (!isGone) setProblem(errorToText(error))
      },
    )
    return () => {
      isGone = true
    }
  }, [desk])
  return (
    <>
      <p className={styles['note']}>
        Nothing you wrote is in them. Each is kept as it came, until the hub sends one that can be read. If it stays,
        send a copy to the operator.
      </p>
      {problem === undefined ? null : <Banner tone="problem">{problem}</Banner>}
      <ul className={styles['list']}>
        {changes.map((change) => (
          <Change key={`${change.hubId} ${change.kind} ${change.entityId}`} change={change} />
        ))}
      </ul>
    </>
  )
}

function Change({ change }: { readonly change: RefusedChangeView }) {
  const { desk, toasts } = useServices()
  const now = useNow()
  const { hubId, kind, entityId } = change

  async function copy(): Promise<void> {
    try {
      const { text } = await desk.sync.refusedChange({ hubId, kind, entityId })
      await copyText(text, 'Copied as it came.', toasts)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <li className={styles['change']}>
      <div className={styles['head']}>
        <span className={styles['what']}>{changeKindWords(kind)}</span>
        <span className={styles['note']}>
          {change.hubName}, {moment(change.at, now)} · {bytes(change.bytes)}
        </span>
        <Button size="small" onPress={() => void copy()}>
          Copy what came
        </Button>
      </div>
      <p className={styles['why']}>{change.reason}</p>
      <p className={styles['note']}>{entityId}</p>
    </li>
  )
}
