import { connectionWords, waitingWords } from '../../format/desk-state.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './foot-line.module.css'

type FootLineProps = { readonly onShowKeys: () => void; readonly onShowPalette: () => void }

/** How the desk stands towards the world, in one line at the foot of the window. */
export function FootLine({ onShowKeys, onShowPalette }: FootLineProps) {
  const { overview } = useServices()
  const { value } = useResource(overview)
  const held = value?.lanes.filter((lane) => lane.state === 'quarantined').length ?? 0
  const waiting = value === undefined ? undefined : waitingWords(value)
  return (
    <footer className={styles['line']} data-part="foot">
      <output aria-label="Connection">{value === undefined ? null : <StateBadge {...connectionWords(value)} />}</output>
      {waiting === undefined ? null : (
        <Link href="#/sync" className={styles['waiting'] ?? ''}>
          Waiting to go out: {waiting}
        </Link>
      )}
      {/* There before it says anything, so that it is heard wherever one is while the hub refuses something. */}
      <output className={styles['held']}>
        {held === 0 ? null : (
          <Link href="#/sync" className={styles['heldLink'] ?? ''}>
            {held === 1 ? '1 needs you' : `${held} need you`}
            <VisuallyHidden>before it can go out</VisuallyHidden>
          </Link>
        )}
      </output>
      <span className={styles['gap']} />
      <Tooltip text="Everything you can do here" shortcut="Mod+K">
        <Button variant="quiet" size="small" onPress={onShowPalette}>
          Actions
        </Button>
      </Tooltip>
      <Tooltip text="All shortcuts" shortcut="?">
        <Button variant="quiet" size="small" onPress={onShowKeys}>
          Keyboard
        </Button>
      </Tooltip>
    </footer>
  )
}
