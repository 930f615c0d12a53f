import type { ReactNode } from 'react'
import styles from './wide.module.css'

/** Around a table that may have no room in a narrow window: it is scrolled sideways in its place, by keys as well. */
export function Wide({ children }: { readonly children: ReactNode }) {
  return <div className={styles['wide']}>{children}</div>
}
