import { type RefObject, useRef } from 'react'
import { flushSync } from 'react-dom'
import { moment } from '../../format/dates.ts'
import { useNow, useServices, useStatus } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './notices.module.css'

/** What happened while nobody looked. Each stays until it is dismissed, by itself or with the others. */
export function Notices() {
  const status = useStatus()
  const now = useNow()
  const { desk, status: resource, toasts } = useServices()
  const section = useRef<HTMLElement>(null)
  if (status === undefined || status.notices.length === 0) return null
  const { notices } = status

  async function dismiss(ids: readonly string[]): Promise<void> {
    if (status === undefined) return
    const at = notices.findIndex(({ id }) => id === ids[0])
    flushSync(() => resource.put({ ...status, notices: notices.filter(({ id }) => !ids.includes(id)) }))
    keepFocus(section, at)
    try {
      await Promise.all(ids.map((id) => desk.app.dismissNotice({ id })))
    } catch {
      toasts.say('The notice could not be put away; it will be back.')
    }
  }

  return (
    <section ref={section} aria-label="Notices" className={styles['notices']}>
      {notices.length < 3 ? null : (
        <div className={styles['all']}>
          <Button variant="quiet" size="small" onPress={() => void dismiss(notices.map(({ id }) => id))}>
            Dismiss all {notices.length}
          </Button>
        </div>
      )}
      {notices.map((notice) => (
        <Banner
          key={notice.id}
          tone={notice.tone === 'warning' ? 'attention' : 'plain'}
          action={
            <Button variant="quiet" size="small" onPress={() => void dismiss([notice.id])}>
              Dismiss
            </Button>
          }
        >
          {notice.text} <span className={styles['when']}>{moment(notice.at, now)}</span>
        </Banner>
      ))}
    </section>
  )
}

/** What was pressed has gone, and the focus with it: it goes to the notice that took its place, or to the page. */
function keepFocus(section: RefObject<HTMLElement | null>, at: number): void {
  if (document.activeElement !== document.body) return
  const buttons = section.current?.querySelectorAll<HTMLElement>('[role="status"] button') ?? []
  const next = buttons[Math.min(at, buttons.length - 1)] ?? document.querySelector<HTMLElement>('main h1')
  next?.focus({ preventScroll: next.tagName === 'H1' })
}
