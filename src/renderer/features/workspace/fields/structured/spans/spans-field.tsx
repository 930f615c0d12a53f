import { useCallback, useId, useMemo, useRef, useState } from 'react'
import type { StructuredOf } from '../../../../../../shared/domain/structured.ts'
import { markedSegments } from '../../../../../../shared/rules/span-segments.ts'
import { findQuote, textAt, toShownPlace, toSpanPlace } from '../../../../../../shared/rules/span-text.ts'
import { MarkedText, type MarkedTextView } from '../../../../../editor/marked-text.tsx'
import type { StructureEvent } from '../../../../../editor/structure-sync.ts'
import { useCitationLibrary } from '../../../../../state/citation-library.ts'
import { useServices } from '../../../../../state/services.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { FieldShell } from '../../field-shell.tsx'
import fields from '../../fields.module.css'
import { FieldHeading } from '../field-heading.tsx'
import { undoByKey } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import { changedPart, undoInSight } from '../undo-in-sight.ts'
import { FaultChoice } from './fault-choice.tsx'
import { type SpanActions, SpanItem } from './span-item.tsx'
import styles from './spans.module.css'
import { targetProblem, useTarget } from './use-target.ts'

type Spans = StructuredOf<'spans'>['spans']
/** What is to be marked, before it is said what is wrong with it. */
type Passage = { readonly id: string } & NonNullable<ReturnType<typeof toSpanPlace>>

/** A text with the passages that are marked in it, and the list of the marks. */
export function SpansFieldView(props: StructuredProps<'spans'>) {
  const { field, value, structure, comments, isReadOnly } = props
  const { toasts, newId } = useServices()
  const target = useTarget(props)
  const library = useCitationLibrary()
  const helpId = useId()
  const text = useRef<MarkedTextView>(undefined)
  const list = useRef<HTMLOListElement>(null)
  const [selection, setSelection] = useState({ from: 0, to: 0 })
  /** A passage that is being marked, until it is said what is wrong with it. */
  const [pending, setPending] = useState<Passage>()
  const [active, setActive] = useState<string>()
  const [made, setMade] = useState<string>()
  const [hint, setHint] = useState('')
  const spans = useMemo(() => value?.spans ?? [], [value])
  const shown = target?.shown
  const marks = useMemo(
    () =>
      spans.flatMap((span) => {
        const at = shown === undefined ? undefined : toShownPlace(shown, span)
        if (at === undefined || shown?.text.slice(at.from, at.to) !== span.quote) return []
        return [{ id: span.id, ...at }]
      }),
    [spans, shown],
  )
  const segments = useMemo(() => markedSegments(shown?.text.length ?? 0, marks), [shown, marks])
  const headings = useMemo(() => headingsOf(shown), [shown])

  const change = useCallback(
    (next: (spans: Spans) => Spans, event: StructureEvent) =>
      structure.update('spans', (now) => ({ kind: 'spans', spans: next(now?.spans ?? []) }), event),
    [structure],
  )
  const spansNow = useCallback((): Spans => {
    const now = structure.value()
    return now?.kind === 'spans' ? now.spans : []
  }, [structure])
  // The same functions while one writes, so that only the mark that changes is drawn anew.
  const actions = useMemo((): SpanActions => {
    const spanOf = (id: string): Spans[number] | undefined => spansNow().find((one) => one.id === id)
    const edit = (id: string, changes: Partial<Spans[number]>, event: StructureEvent): void =>
      change((now) => now.map((one) => (one.id === id ? { ...one, ...changes } : one)), event)
    return {
      change: (id, changes) => edit(id, changes, 'fault' in changes ? 'set' : 'input.type'),
      open: (id) => {
        setActive(id)
        setMade(id)
      },
      show: (id) => {
        const span = spanOf(id)
        const place = shown === undefined || span === undefined ? undefined : toShownPlace(shown, span)
        if (place !== undefined) text.current?.show(place.from, place.to)
      },
      takeOut: (id) => {
        const span = spanOf(id)
        if (span === undefined) return
        change((now) => now.filter((one) => one.id !== id), 'set')
        text.current?.focus()
        toasts.offerUndo('The mark was taken out.', () =>
          change((now) => (now.some((one) => one.id === id) ? now : [...now, span].sort(byPlace)), 'set'),
        )
      },
      follow: (id) => {
        const found = shown === undefined ? undefined : findQuote(shown, spanOf(id)?.quote ?? '')
        if (found === undefined) return
        change((now) => now.map((one) => (one.id === id ? { ...one, ...found } : one)).sort(byPlace), 'set')
      },
    }
  }, [spansNow, change, shown, toasts])

  /** To the mark that an undo or a redo has changed: nothing changes out of sight. */
  function arrive(before: Spans): void {
    const changed = changedPart(before, spansNow())
    if (changed?.isGone === false) actions.open(changed.part.id)
  }

  const past = undoInSight(structure, spansNow, arrive)

  function mark(): void {
    const place = shown === undefined ? undefined : toSpanPlace(shown, selection.from, selection.to)
    if (place === undefined) {
      setHint('Select a passage first, within one part of the text: Shift with the arrows.')
      return
    }
    setHint('')
    const [only] = field.faults
    const passage = { id: newId(), ...place }
    if (field.faults.length === 1 && only !== undefined) add(passage, only.value)
    else setPending(passage)
  }

  function add(passage: Passage, fault: string): void {
    // By their place, so that the list is read as the text is.
    change((now) => [...now, { ...passage, fault }].sort(byPlace), 'set')
    setPending(undefined)
    setActive(passage.id)
    setMade(passage.id)
  }

  /** The caret is in a mark: that mark is looked at. The shortest counts where several overlap. */
  function select(from: number, to: number): void {
    setSelection({ from, to })
    // From here on the focus stays in the text until it is called away again.
    setMade(undefined)
    const at = markAt(to)
    if (at !== undefined) setActive(at)
  }

  function markAt(at: number): string | undefined {
    return segments.find(({ from, to }) => from <= at && at <= to)?.ids.at(-1)
  }

  function openMark(at: number): void {
    const id = markAt(at)
    if (id === undefined) return
    setActive(id)
    requestAnimationFrame(() => {
      const item = list.current?.querySelector<HTMLElement>(`[data-part-id="${CSS.escape(id)}"]`)
      item?.querySelector<HTMLElement>('textarea, button')?.focus()
    })
  }

  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <FieldHeading field={field} />
      <div
        role="presentation"
        onKeyDown={(event) => void (isReadOnly || undoByKey(event, past))}
        className={styles['spans']}
      >
        {target === undefined ? (
          <p className={fields['unknown']}>{targetProblem(props.task, field.target)}</p>
        ) : (
          <div className={styles['pane']}>
            <div className={styles['head']}>
              <span className={styles['target']}>{target.name}</span>
              {isReadOnly ? null : (
                <Button size="small" onPress={mark}>
                  Mark the selection <Kbd keys="M" />
                </Button>
              )}
            </div>
            <p id={helpId} className={styles['hint']}>
              {isReadOnly ? 'Enter leads from a mark to what was said of it.' : HELP}
            </p>
            <div className={styles['text']}>
              <MarkedText
                text={target.shown.text}
                label={`${target.name}, to mark passages in`}
                describedBy={helpId}
                segments={segments}
                active={active}
                headings={headings}
                isReadOnly={isReadOnly}
                onSelect={select}
                onMark={mark}
                onOpen={openMark}
                onView={(view) => {
                  text.current = view
                }}
              />
            </div>
            <output className={styles['hint']}>{hint}</output>
          </div>
        )}
        <div className={styles['list']}>
          {pending === undefined ? null : (
            <FaultChoice
              // Another one for each passage, for the focus goes to it when it comes.
              key={pending.id}
              quote={pending.quote}
              faults={field.faults}
              onChoose={(fault) => add(pending, fault)}
              onCancel={() => {
                setPending(undefined)
                text.current?.focus()
              }}
            />
          )}
          {spans.length === 0 && pending === undefined ? (
            <p className={styles['hint']}>{isReadOnly ? 'Nothing was marked.' : 'Nothing is marked yet.'}</p>
          ) : null}
          <ol ref={list} aria-label="Marked passages" className={styles['items']}>
            {spans.map((span, at) => {
              const isStale = shown !== undefined && textAt(shown, span) !== span.quote
              return (
                <SpanItem
                  key={span.id}
                  field={field}
                  span={span}
                  no={at + 1}
                  isActive={active === span.id}
                  isNew={made === span.id && active === span.id}
                  isStale={isStale}
                  isReadOnly={isReadOnly}
                  library={library}
                  canFollow={isStale && findQuote(shown, span.quote) !== undefined}
                  actions={actions}
                />
              )
            })}
          </ol>
        </div>
      </div>
    </FieldShell>
  )
}

const HELP = 'Select with Shift and the arrows or with the pointer, then M. Enter leads from a mark to its entry.'

function byPlace(a: Spans[number], b: Spans[number]): number {
  return (a.turn ?? 0) - (b.turn ?? 0) || a.from - b.from || a.to - b.to
}

/** Where the lines begin that say who speaks. */
function headingsOf(shown: { text: string; parts: readonly { turn?: number; from: number }[] } | undefined): number[] {
  return (shown?.parts ?? []).flatMap(({ turn, from }) =>
    turn === undefined ? [] : [(shown?.text ?? '').lastIndexOf('\n', from - 2) + 1],
  )
}
