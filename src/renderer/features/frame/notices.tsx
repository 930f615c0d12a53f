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
  if (status === undefined || status.notices.length === 0) return null
  const { notices } = status

  async function dismiss(ids: readonly string[]): Promise<void> {
    if (status === undefined) return
    resource.put({ ...status, notices: notices.filter(({ id }) => !ids.includes(id)) })
    try {
      await Promise.all(ids.map((id) => desk.app.dismissNotice({ id })))
    } catch {
      toasts.say('The notice could not be put away; it will be back.')
    }
  }

  return (
    <section aria-label="Notices" className={styles['notices']}>
      {notices.length < 3 ? null : (
        <div className={styles['all']}>
          <Button variant="quiet" size="small" onPress={() => void dismiss(notices.map(({ id }) => id))}>
            Dismiss all {notices.length}
          </Button>
        </div>
      )}
      <ul className={styles['list']}>
        {notices.map((notice) => (
          <li key={notice.id}>
            <Banner
              tone={notice.tone === 'warning' ? 'attention' : 'plain'}
              action={
                <Button variant="quiet" size="small" onPress={() => void dismiss([notice.id])}>
                  Dismiss
                </Button>
              }
            >
              {notice.text} <span className={styles['when']}>{moment(notice.at, now)}</span>
            </Banner>
          </li>
        ))}
      </ul>
    </section>
  )
}
