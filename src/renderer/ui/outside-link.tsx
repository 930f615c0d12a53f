import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Button } from './button.tsx'
import styles from './outside-link.module.css'
import { Popover } from './popover.tsx'

/** Only these may be opened; anything else is shown as text. */
const OPENABLE = /^(https?:\/\/|mailto:)/i

/**
 * A link in a text that came from outside. Pressing it shows the whole address; only from there it can be copied, or
 * opened in the browser. The window itself never goes anywhere.
 */
export function OutsideLink({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  if (!OPENABLE.test(address)) return <span title={address}>{children}</span>
  return (
    <Popover
      label="Link"
      placement="bottom start"
      trigger={<AriaButton className={styles['link'] ?? ''}>{children}</AriaButton>}
    >
      <div className={styles['panel']}>
        <p className={styles['address']}>{address}</p>
        <div className={styles['buttons']}>
          <Button size="small" onPress={() => void navigator.clipboard.writeText(address)}>
            Copy the address
          </Button>
          <a href={address} target="_blank" rel="noopener noreferrer" className={styles['open']}>
            Open in the browser
          </a>
        </div>
      </div>
    </Popover>
  )
}
