import { problemToText } from '../../../documents/problem.ts'
import type { Slide, SlideLine } from '../../../documents/read-pptx.ts'
import { Notice } from './fault-note.tsx'
import { useDocument } from './use-document.ts'
import styles from './viewer.module.css'

/** What is written on slides, one below the other, with the notes of the person who shows them. */
export function SlidesView({ bytes }: { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const answer = useDocument('pptx', bytes)
  if (answer === undefined) return <p className={styles['note']}>Reading the slides …</p>
  if (!answer.ok) return <Notice text={problemToText(answer.error)} />
  const slides = answer.value
  if (slides.length === 0) return <p className={styles['note']}>There are no slides in this file.</p>
  return (
    <>
      <p className={styles['note']}>The words on the slides. Pictures and layout are in the copy that you save.</p>
      <ol className={styles['slides']}>
        {numbered(slides).map(({ key, value, number }) => (
          <SlideView key={key} slide={value} number={number} total={slides.length} />
        ))}
      </ol>
    </>
  )
}

type SlideViewProps = { readonly slide: Slide; readonly number: number; readonly total: number }

function SlideView({ slide, number, total }: SlideViewProps) {
  const { title, lines, notes, isHidden } = slide
  return (
    <li className={styles['slide']}>
      <p className={styles['slideNumber']}>
        Slide {number} of {total}
        {isHidden ? ', hidden when shown' : ''}
      </p>
      {title === '' ? null : <h4 className={styles['slideTitle']}>{title}</h4>}
      {lines.length + title.length === 0 ? <p className={styles['note']}>No words on it.</p> : null}
      {grouped(lines).map(({ key, rows, line }) =>
        line === undefined ? (
          <SlideTable key={key} rows={rows} />
        ) : (
          <p key={key} data-level={line.level} className={styles['slideLine']}>
            {line.text}
          </p>
        ),
      )}
      {notes.length === 0 ? null : (
        <div className={styles['slideNotes']}>
          <p className={styles['slideNumber']}>Notes</p>
          {numbered(notes).map(({ key, value }) => (
            <p key={key}>{value}</p>
          ))}
        </div>
      )}
    </li>
  )
}

function SlideTable({ rows }: { readonly rows: readonly (readonly string[])[] }) {
  return (
    <div className={styles['slideScroller']}>
      <table className={styles['slideTable']}>
        <tbody>
          {numbered(rows).map(({ key, value: cells }) => (
            <tr key={key}>
              {numbered(cells).map(({ key: place, value }) => (
                <td key={place}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A file never changes while it is open, so their place names things. */
function numbered<T>(values: readonly T[]): { key: string; value: T; number: number }[] {
  return values.map((value, at) => ({ key: String(at), value, number: at + 1 }))
}

type Group = { key: string; rows: (readonly string[])[]; line?: Extract<SlideLine, { text: string }> }

/** Rows that follow each other are one table. */
function grouped(lines: readonly SlideLine[]): Group[] {
  const groups: Group[] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if ('text' in line) groups.push({ key: String(groups.length), rows: [], line })
    else if (last !== undefined && last.line === undefined) last.rows.push(line.cells)
    else groups.push({ key: String(groups.length), rows: [line.cells] })
  }
  return groups
}
