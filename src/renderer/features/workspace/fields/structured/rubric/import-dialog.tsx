import { useVirtualizer } from '@tanstack/react-virtual'
import { type ClipboardEvent, type DragEvent, useDeferredValue, useId, useMemo, useRef, useState } from 'react'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import { LONGEST_IMPORT, readRubric, tooLong } from '../../../../../../shared/rules/rubric-import.ts'
import type { ImportedLine } from '../../../../../../shared/rules/rubric-imported.ts'
import { signed } from '../../../../../../shared/rules/rubric-text.ts'
import { type Placed, placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { count } from '../../../../../format/amounts.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Dialog } from '../../../../../ui/dialog.tsx'
import { notesOf } from './criterion-row.tsx'
import { criteriaInWords } from './rubric-words.ts'
import styles from './import-dialog.module.css'

type ImportDialogProps = {
  /** What is in the box at first. */
  readonly start: string
  readonly newId: () => string
  /** Ids that are in use. */
  readonly taken: ReadonlySet<string>
  /** Nothing can be put in any more; what is in the box stays until the dialog is closed. */
  readonly isClosed: boolean
  readonly onTake: (criteria: readonly Criterion[]) => void
  readonly onClose: () => void
}

const closedText =
  'Writing in this task is closed now, so these cannot be put in. Copy from the box what you want to keep.'
const nothing = { ok: true as const, value: { criteria: [], lines: [], leftOut: 0 } }

/** Criteria out of pasted text, shown line by line as they were understood before anything is put in. */
export function ImportDialog({ start, newId, taken, isClosed, onTake, onClose }: ImportDialogProps) {
  const textId = useId()
  const helpId = useId()
  const [text, setText] = useState(start)
  const [refused, setRefused] = useState<string>()
  const read = useDeferredValue(text)
  const found = useMemo(() => (read.trim() === '' ? nothing : readRubric(read, newId, taken)), [read, newId, taken])
  const { criteria, lines, leftOut } = found.ok ? found.value : nothing.value
  const problem = isClosed ? closedText : (refused ?? (found.ok ? undefined : found.error))

  /** A text that is far too large is not even put into the box: laying it out would hold up the window. */
  function guard(event: ClipboardEvent | DragEvent, transfer: DataTransfer): void {
    const { length } = transfer.getData('text/plain')
    if (length <= LONGEST_IMPORT) return
    event.preventDefault()
    setRefused(tooLong(length))
  }

  return (
    <Dialog
      title="Bring in criteria"
      isOpen
      isWide
      onClose={onClose}
      buttons={
        <>
          <Button variant="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            isDisabled={isClosed || criteria.length === 0 || read !== text}
            onPress={() => {
              onTake(criteria)
              onClose()
            }}
          >
            {criteria.length === 0 ? 'Put them in' : `Put in ${criteriaInWords(criteria)}`}
          </Button>
        </>
      }
    >
      <div className={styles['body']}>
        <label htmlFor={textId} className={styles['label']}>
          Paste or type, one criterion a line
        </label>
        <p id={helpId} className={styles['help']}>
          Such as “[+2] Names the price” or “- (3 points) Names the price”. What stands further in belongs to the line
          above it. Rows of a spreadsheet and JSON of a rubric work, too.
        </p>
        <textarea
          id={textId}
          aria-describedby={helpId}
          rows={7}
          value={text}
          spellCheck={false}
          className={styles['box']}
          onPaste={(event) => guard(event, event.clipboardData)}
          onDrop={(event) => guard(event, event.dataTransfer)}
          onChange={(event) => {
            const { value } = event.currentTarget
            const isTooLong = value.length > LONGEST_IMPORT
            setRefused(isTooLong ? tooLong(value.length) : undefined)
            if (!isTooLong) setText(value)
          }}
        />
        {problem === undefined ? null : (
          <p role="alert" className={styles['problem']}>
            {problem}
          </p>
        )}
        {lines.length === 0 ? null : (
          <>
            <output className={styles['summary']}>
              {criteriaInWords(criteria)} understood
              {leftOut === 0 ? '.' : `, ${count(leftOut, 'line', 'lines')} left out.`}
            </output>
            <Preview lines={lines} places={placed(criteria)} />
          </>
        )}
      </div>
    </Dialog>
  )
}

/** Height of a line in pixels; import-dialog.module.css has it too. */
const LINE = 32

/** It scrolls, so it can be reached by keyboard. */
const reachable = { role: 'region', tabIndex: 0, 'aria-label': 'What was understood' } as const

type PreviewProps = { readonly lines: readonly ImportedLine[]; readonly places: readonly Placed[] }

function Preview({ lines, places }: PreviewProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const byId = useMemo(() => new Map(places.map((place) => [place.criterion.id, place])), [places])
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 6,
    useFlushSync: false,
  })
  return (
    <div ref={scroller} {...reachable} className={styles['preview']}>
      <ul style={{ height: virtualizer.getTotalSize() }} className={styles['lines']}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          if (line === undefined) return null
          const place = line.kind === 'criterion' ? byId.get(line.id) : undefined
          return (
            <li
              key={index}
              aria-posinset={index + 1}
              aria-setsize={lines.length}
              data-kind={line.kind}
              className={styles['line']}
              style={{ transform: `translateY(${start}px)` }}
            >
              <span className={styles['lineNumber']}>{line.line}</span>
              <PreviewLine line={line} place={place} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function PreviewLine({ line, place }: { readonly line: ImportedLine; readonly place: Placed | undefined }) {
  if (line.kind === 'left-out') {
    return (
      <>
        <span className={styles['mark']}>Left out</span>
        <span className={styles['words']} title={line.source}>
          {line.why} <span className={styles['source']}>{line.source}</span>
        </span>
      </>
    )
  }
  if (line.kind === 'part' || place === undefined) {
    const what = line.kind === 'part' ? partNames[line.what] : ''
    return (
      <>
        <span className={styles['mark']}>{what}</span>
        <span className={styles['words']}>{line.source}</span>
      </>
    )
  }
  const { criterion, depth, isGroup } = place
  const note = [line.note === 'Group' ? '' : (line.note ?? ''), notesOf(criterion)]
    .filter((one) => one !== '')
    .join(' · ')
  return (
    <>
      <span className={styles['mark']}>{isGroup ? 'Group' : signed(criterion.points)}</span>
      <span className={styles['words']} style={{ paddingLeft: `${Math.min(depth, 8)}rem` }} title={criterion.text}>
        {criterion.text}
        {note === '' ? null : <span className={styles['source']}> {note}</span>}
      </span>
    </>
  )
}

const partNames = { text: '… more', tags: 'Tags', source: 'Source' } as const
