import styles from './kbd.module.css'

/** Keys as they are named on this machine's keyboard. @param keys such as `Mod+Enter`; `Mod` is ⌘ or Ctrl */
export function Kbd({ keys }: { readonly keys: string }) {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)
  const names = keys.split('+').map((key) => {
    if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
    if (key === 'Alt') return isMac ? '⌥' : 'Alt'
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
