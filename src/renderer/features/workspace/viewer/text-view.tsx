import { useMemo, useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Prose } from '../../../ui/prose.tsx'
import { decodeText } from '../../../editor/decode-text.ts'
import styles from './viewer.module.css'

/** Characters that are laid out before one asks for more. */
const FIRST = 60_000

type TextViewProps = {
  readonly bytes: Uint8Array
  readonly isMarkdown: boolean
  /** Whether the file goes on behind these bytes. */
  readonly isCut: boolean
}

/** A text, its beginning first where it is long. */
export function TextView({ bytes, isMarkdown, isCut }: TextViewProps) {
  const text = useMemo(() => decodeText(bytes), [bytes])
  const [isWhole, setWhole] = useState(false)
  const shown = useMemo(() => (isWhole ? text : beginning(text)), [text, isWhole])
  return (
    <>
      {isMarkdown ? <Prose text={shown} isSmall /> : <pre className={styles['plain']}>{shown}</pre>}
      {shown.length < text.length ? <Button onPress={() => setWhole(true)}>Show the rest</Button> : null}
      {isCut && shown.length === text.length ? (
        <p className={styles['note']}>The file goes on. Save a copy to see all of it.</p>
      ) : null}
    </>
  )
}

/** Up to the end of a line. */
function beginning(text: string): string {
  if (text.length <= FIRST * 1.2) return text
  const line = text.lastIndexOf('\n', FIRST)
  return line > FIRST / 2 ? text.slice(0, line + 1) : text.slice(0, FIRST).toWellFormed()
}
