import type { HubView } from '../../../shared/contract/desk-views.ts'
import { moment } from '../../format/dates.ts'
import { hubStateWords } from '../../format/desk-state.ts'
import { useNow } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './sync.module.css'

type HubListProps = { readonly hubs: readonly HubView[]; readonly onSignIn: (hubId: string) => void }

/** Each hub with when it was last heard of. */
export function HubList({ hubs, onSignIn }: HubListProps) {
  const now = useNow()
  if (hubs.length === 0) return null
  return (
    <ul aria-label="Hubs" className={styles['hubs']}>
      {hubs.map((hub) => (
        <li key={hub.id} className={styles['hub']}>
          <span className={styles['hubName']}>{hub.name}</span>
          <StateBadge {...hubStateWords(hub.state)} />
          <span className={styles['note']}>
            {hub.lastContactAt === undefined ? 'No contact yet' : `Last contact ${moment(hub.lastContactAt, now)}`}
            {hub.nextAttemptAt === undefined ? '' : ` · next attempt ${moment(hub.nextAttemptAt, now)}`}
          </span>
          {hub.reason === undefined ? null : (
            <span className={`${styles['note']} ${styles['wide']}`}>{hub.reason}</span>
          )}
          {hub.state === 'signed-out' ? (
            <span className={styles['signIn']}>
              <Button size="small" onPress={() => onSignIn(hub.id)}>
                Sign in again
              </Button>
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
