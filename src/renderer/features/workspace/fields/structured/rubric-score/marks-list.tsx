import { type KeyboardEvent, useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import type { Placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { useCriterionRows } from '../rubric/use-criterion-rows.ts'
import { useReach } from '../use-reach.ts'
import type { Mark, MarkActions, Place } from './mark-actions.ts'
import { pressInMarks } from './mark-keys.ts'
import { MarkRow } from './mark-row.tsx'
import styles from './rubric-score.module.css'

type MarksListProps = {
  readonly label: string
  readonly places: readonly Placed[]
  readonly marks: ReadonlyMap<string, Mark>
  readonly shares: ReadonlyMap<string, string> | undefined
  readonly needsEvidence: boolean
  readonly actions: MarkActions
  /** The criterion that a quotation goes to. */
  readonly current: string | undefined
  readonly onCurrent: (id: string) => void
  /** Where the focus is to go; a new object each time it is to go there. */
  readonly wanted: Place | undefined
  readonly onPlace: (place: Place) => void
}

/** Height of a criterion of one line in pixels; what is seen is measured. */
const ROW = 49

/** The criteria with their marks, of which only those that are seen, and the current one, are in the document. */
export function MarksList(props: MarksListProps) {
  const { label, places, marks, shares, needsEvidence, actions, current, onCurrent } = props
  const { wanted: goal, onPlace } = props
  const scroller = useRef<HTMLDivElement>(null)
  const at = useMemo(() => new Map(places.map(({ criterion }, i) => [criterion.id, i])), [places])
  const held = at.get(current ?? '') ?? -1
  const wanted = at.get(goal?.id ?? '') ?? -1
  const virtualizer = useCriterionRows(scroller, places, [held, wanted], ROW)

  useReach(scroller, (id) => {
    if (at.has(id)) onPlace({ id, part: 'evidence' })
    return at.has(id)
  })
  const reached = useRef<Place>(undefined)
  useLayoutEffect(() => {
    if (goal === undefined || reached.current === goal) return
    const row = scroller.current?.querySelector(`[data-criterion="${goal.id}"]`)
    const part =
      row?.querySelector<HTMLElement>(`[data-part="${goal.part}"]`) ?? row?.querySelector<HTMLElement>('[data-part]')
    if (row === null || row === undefined || part === null || part === undefined) return
    reached.current = goal
    part.focus()
    row.scrollIntoView({ block: 'nearest' })
  })

  const latest = useRef(places)
  useLayoutEffect(() => {
    latest.current = places
  })
  const onKey = useCallback(
    (event: KeyboardEvent, id: string) =>
      pressInMarks(event, {
        id,
        actions,
        go: (from, step, part) => {
          const leaves = latest.current.filter(({ isGroup }) => !isGroup)
          const place = leaves.findIndex(({ criterion }) => criterion.id === from)
          const next = leaves[Math.min(leaves.length - 1, Math.max(0, place + step))]
          if (next !== undefined) onPlace({ id: next.criterion.id, part })
        },
      }),
    [actions, onPlace],
  )

  return (
    <div
      ref={scroller}
      data-rows
      className={styles['scroller']}
      onFocus={({ target }) => {
        const id = target.closest<HTMLElement>('[data-criterion]')?.dataset['criterion']
        if (id !== undefined) onCurrent(id)
      }}
    >
      <ol aria-label={label} className={styles['rows']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start, key }) => {
          const place = places[index]
          if (place === undefined) return null
          const { criterion, depth, isGroup, number } = place
          const mark = marks.get(criterion.id)
          return (
            <MarkRow
              key={key}
              criterion={criterion}
              mark={mark}
              index={index}
              of={places.length}
              depth={depth}
              number={number}
              isGroup={isGroup}
              share={shares?.get(criterion.id)}
              isCurrent={criterion.id === current}
              isBare={needsEvidence && mark?.met === true && (mark.evidence ?? '').trim() === ''}
              top={start}
              measure={virtualizer.measureElement}
              actions={actions}
              onKey={onKey}
            />
          )
        })}
      </ol>
    </div>
  )
}
