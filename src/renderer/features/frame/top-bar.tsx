import { useResource, useRoute, useServices } from '../../state/services.ts'
import type { Screen } from '../../state/route.ts'
import { cx } from '../../ui/cx.ts'
import { Tooltip } from '../../ui/tooltip.tsx'
import { Link } from '../../ui/link.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { ClockView } from './clock-view.tsx'
import styles from './top-bar.module.css'

const places: readonly { screen: Screen; name: string; shortcut: string }[] = [
  { screen: 'inbox', name: 'Inbox', shortcut: 'Alt+1' },
  { screen: 'sync', name: 'Sync', shortcut: 'Alt+2' },
  { screen: 'time', name: 'Time', shortcut: 'Alt+3' },
  { screen: 'earnings', name: 'Earnings', shortcut: 'Alt+4' },
  { screen: 'settings', name: 'Settings', shortcut: 'Alt+5' },
]

export function TopBar() {
  const route = useRoute()
  const { overview } = useServices()
  const { value } = useResource(overview)
  const needsYou = value?.lanes.some((lane) => lane.state === 'quarantined') === true
  // An open task was opened from the inbox and leads back there; the reconciliation belongs to Sync.
  const here =
    route.screen === 'task'
      ? 'inbox'
      : route.screen === 'reconcile' || route.screen === 'offline'
        ? 'sync'
        : route.screen
  return (
    <header className={styles['bar']} data-part="navigation">
      <span className={styles['name']} aria-hidden="true">
        Understudy
      </span>
      <nav aria-label="Main" className={styles['places']}>
        {places.map(({ screen, name, shortcut }) => (
          <Tooltip key={screen} text={name} shortcut={shortcut}>
            <Link
              href={`#/${screen}`}
              {...(here === screen ? { 'aria-current': 'page' as const } : {})}
              className={cx(styles['place'], screen === 'sync' && needsYou && styles['marked'])}
            >
              {name}
              {screen === 'sync' && needsYou ? <VisuallyHidden>needs you</VisuallyHidden> : null}
            </Link>
          </Tooltip>
        ))}
      </nav>
      <ClockView />
    </header>
  )
}
