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
  const { notices, noticesInAll } = status
  const newest = Math.max(...notices.map(({ at }) => at))

  async function dismissOne(one: string): Promise<void> {
    if (status === undefined) return
    const others = notices.filter(({ id }) => id !== one)
    resource.put({ ...status, notices: others, noticesInAll: noticesInAll - 1 })
    await orSay(desk.app.dismissNotice({ id: one }))
  }

  async function dismissAll(): Promise<void> {
    if (status === undefined) return
    resource.put({ ...status, notices: [], noticesInAll: 0 })
    await orSay(desk.app.dismissNotices({ upTo: newest }))
  }

  async function orSay(dismissed: Promise<unknown>): Promise<void> {
    await dismissed.catch(() => toasts.say('What was put away could not be noted; it will be back.'))
  }

  return (
    <section aria-label="Notices" className={styles['notices']}>
      {notices.length < 3 ? null : (
        <div className={styles['all']}>
          <Button variant="quiet" size="small" onPress={() => void dismissAll()}>
            Dismiss all {noticesInAll}
          </Button>
        </div>
      )}
      <ul className={styles['list']}>
        {notices.map((notice) => (
          <li key={notice.id}>
            <Banner
              tone={notice.tone === 'warning' ? 'attention' : 'plain'}
              action={
                <Button variant="quiet" size="small" onPress={() => void dismissOne(notice.id)}>
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
