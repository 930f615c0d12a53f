import { type ReactNode, useEffect, useState } from 'react'
import { errorToText } from '../../client/error-text.ts'
import { useServices, useStatus } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { EnrolForm } from '../frame/enrol-form.tsx'
import styles from './first-run.module.css'

/**
 * Before there is any work: connect with a hub, or look around.
 * @param children what goes before both, where there has been work
 */
export function FirstRun({ children }: { readonly children?: ReactNode }) {
  const { desk, status, toasts } = useServices()
  const suggested = useStatus()?.suggestedHub
  const [isOpening, setIsOpening] = useState(false)
  useEffect(() => {
    document.title = 'Understudy'
  }, [])

  async function openSample(): Promise<void> {
    setIsOpening(true)
    try {
      await desk.setup.openSample({})
      await status.refresh()
    } catch (error) {
      toasts.complain(errorToText(error))
      setIsOpening(false)
    }
  }

  return (
    <main className={styles['place']}>
      <Page>
        <div className={styles['welcome']}>
          <ScreenHeading className={styles['title'] ?? ''}>Welcome to Understudy</ScreenHeading>
          <p className={styles['lead']}>
            A quiet desk for the work you know best. Your tasks, your words and your hours lie on this computer and need
            no network. What you send goes out by itself when there is one.
          </p>
          {children}
          <section aria-label="Connect with a hub" className={styles['connect']}>
            <p className={styles['hint']}>The operator who invited you has given you an address and a code.</p>
            <EnrolForm address={suggested} onEnrolled={() => void status.refresh()} />
          </section>
          <section aria-label="Sample" className={styles['sample']}>
            <p className={styles['hint']}>
              No invitation yet? The sample programme has tasks from a dozen trades. It needs no hub, and nothing of it
              leaves this computer.
            </p>
            <Button isDisabled={isOpening} onPress={() => void openSample()}>
              Look around with the sample
            </Button>
          </section>
        </div>
      </Page>
    </main>
  )
}
