import { Component, type ReactNode } from 'react'
import { problemToText } from '../../../documents/problem.ts'
import styles from './viewer.module.css'

/** A file that upsets what draws it leaves a note in its place; the draft beside it does not notice. */
export class FaultNote extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? <Notice text={problemToText('damaged')} /> : this.props.children
  }
}

/** Why a file is not shown. */
export function Notice({ text }: { readonly text: string }) {
  return <output className={styles['notice']}>{text}</output>
}
