import { moment } from '../../format/dates.ts'
import { useNow, useServices, useStatus } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import styles from './notices.module.css'

/** What happened while nobody looked. Each stays until it is dismissed. */
export function Notices() {
  const status = useStatus()
  const now = useNow()
  const { desk, status: resource, toasts } = useServices()
  if (status === undefined || status.notices.length === 0) return null
  const dismiss = async (id: string): Promise<void> => {
    resource.put({ ...status, notices: status.notices.filter((notice) => notice.id !== id) })
    await desk.app.dismissNotice({ id }).catch(() => toasts.say('The notice could not be put away; it will be back.'))
  }
  return (
    <section aria-label="Notices" className={styles['notices']}>
      {status.notices.map((notice) => (
        <Banner
          key={notice.id}
          tone={notice.tone === 'warning' ? 'attention' : 'plain'}
          action={
            <Button variant="quiet" size="small" onPress={() => void dismiss(notice.id)}>
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
