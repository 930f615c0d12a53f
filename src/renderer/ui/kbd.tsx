import { isMac } from './is-mac.ts'
import styles from './kbd.module.css'

/** Keys as they are named on this machine's keyboard. @param keys such as `Mod+Enter`, as `ui/use-shortcuts.ts` names them */
export function Kbd({ keys }: { readonly keys: string }) {
  const mac = isMac()
  const names = keys.split('+').flatMap((key) => {
    if (key === 'Mod') return mac ? '⌘' : 'Ctrl'
    if (key === 'Alt') return mac ? ['⌃', '⌥'] : 'Alt'
    return key
  })
  return (
    <span className={styles['keys']}>
      {names.map((name) => (
        <kbd key={name} className={styles['key']}>
          {name}
        </kbd>
      ))}
    </span>
  )
}
