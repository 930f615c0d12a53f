import { useEffect } from 'react'
import { I18nProvider } from 'react-aria-components'
import { useStore } from 'zustand'
import { useServices, useStatus } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { keepFocus } from '../../ui/keep-focus.ts'
import type { ToastQueue } from '../../ui/toast-queue.ts'
import { ToastRegion } from '../../ui/toast-region.tsx'
import { FirstRun } from '../first-run/first-run.tsx'
import { BackupsToBeginWith } from '../settings/backups.tsx'
import styles from './app.module.css'
import { Frame } from './frame.tsx'
import { Notices } from './notices.tsx'

const longAway =
  ' After a fault it looks through all your work first and mends what it can, which takes some minutes where there is much. If Understudy was closed, start it again.'

/**
 * The whole window. Its words are English and run from left to right wherever its machine is set up: by the machine's
 * language, what the library adds for screen readers would be in that one, and in Arabic or Hebrew the arrow keys would go
 * the other way than what they move.
 */
export function App({ toastQueue }: { readonly toastQueue: ToastQueue }) {
  const status = useStatus()
  const { connection } = useServices()
  const state = useStore(connection, (one) => one.state)
  useEffect(() => keepFocus(), [])
  return (
    <I18nProvider locale="en">
      <div className={styles['window']}>
        {state === 'connected' ? null : (
          <div className={styles['connecting']}>
            <Banner tone="attention">
              {state === 'refused'
                ? 'Your desk does not know this browser. Open it by the whole address that Understudy printed when it started.'
                : status === undefined
                  ? 'The desk is starting.'
                  : 'The desk is starting again.'}
              {status === undefined ? '' : ' Your words are kept in this window.'}
              {state === 'long-away' ? longAway : ''}
            </Banner>
          </div>
        )}
        {status?.ready === false ? <Notices /> : null}
        {status === undefined ? null : status.ready ? (
          <Frame />
        ) : (
          <FirstRun>
            <BackupsToBeginWith />
          </FirstRun>
        )}
        <ToastRegion queue={toastQueue} />
      </div>
    </I18nProvider>
  )
}
