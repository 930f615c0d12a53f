import { type ReactNode, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Button } from './button.tsx'
import styles from './outside-link.module.css'
import { Popover } from './popover.tsx'

/** Addresses worth showing; anything else is words. */
const ADDRESS = /^(https?:\/\/|mailto:)/i
/** Only these can be opened from here; both shells refuse the others. */
const OPENABLE = /^https:\/\//i

/**
 * A link in a text that came from outside. Pressing it shows the whole address; only from there it can be copied, or
 * opened in the browser. The window itself never goes anywhere.
 */
export function OutsideLink({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  if (!ADDRESS.test(address)) return <span title={address}>{children}</span>
  return (
    <Popover
      label="Link"
      placement="bottom start"
      trigger={<AriaButton className={styles['link'] ?? ''}>{children}</AriaButton>}
    >
      <Panel address={address} />
    </Popover>
  )
}

function Panel({ address }: { readonly address: string }) {
  const [said, setSaid] = useState('')
  function copy(): void {
    navigator.clipboard.writeText(address).then(
      () => setSaid('Copied.'),
      () => setSaid('Nothing was copied: this window may not use the clipboard just now.'),
    )
  }

  return (
    <div className={styles['panel']}>
      <p className={styles['address']}>{address}</p>
      <div className={styles['buttons']}>
        <Button size="small" onPress={copy}>
          Copy the address
        </Button>
        {OPENABLE.test(address) ? (
          <a href={address} target="_blank" rel="noopener noreferrer" className={styles['open']}>
            Open in the browser
          </a>
        ) : null}
        <output className={styles['said']}>{said}</output>
      </div>
    </div>
  )
}
