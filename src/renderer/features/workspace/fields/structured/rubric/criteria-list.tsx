import { type ClipboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Criterion } from '../../../../../../shared/domain/structured.ts'
import type { Placed } from '../../../../../../shared/rules/rubric-tree.ts'
import { CriterionMenu, type MenuAction } from './criterion-menu.tsx'
import { CriterionRow, type RowHandlers } from './criterion-row.tsx'
import { type Place, type RubricActions, withMember } from './rubric-actions.ts'
import { pressInRow } from './rubric-keys.ts'
import { useReach } from '../use-reach.ts'
import { useCriterionRows } from './use-criterion-rows.ts'
import { useRowDrag } from './use-row-drag.ts'
import styles from './rubric.module.css'

type CriteriaListProps = {
  readonly label: string
  readonly places: readonly Placed[]
  /** What stands beside the points of some, by id. */
  readonly asides: ReadonlyMap<string, string>
  /** What there is to look at, by id. */
  readonly findings: ReadonlyMap<string, string>
  readonly actions: RubricActions
  /** Where the focus is to go; a new object each time it is to go there. */
  readonly wanted: Place | undefined
  readonly onPlace: (place: Place) => void
  readonly onPaste: (event: ClipboardEvent<HTMLTextAreaElement>, criterion: Criterion) => void
}

/** Height of a criterion of one line in pixels; what is seen is measured. */
const ROW = 41

/** The criteria, of which only those that are seen, and the one that has the focus, are in the document. */
export function CriteriaList(props: CriteriaListProps) {
  const { label, places, asides, findings, actions, wanted, onPlace, onPaste } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string>()
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set())
  const [menu, setMenu] = useState<{ id: string; button: HTMLElement }>()
  const latest = useRef(places)
  useLayoutEffect(() => {
    latest.current = places
  })
  const at = useMemo(() => new Map(places.map(({ criterion }, i) => [criterion.id, i])), [places])
  const held = at.get(wanted?.id ?? '') ?? -1
  const focused = at.get(active ?? '') ?? -1
  const virtualizer = useCriterionRows(scroller, places, [held, focused], ROW)

  useReach(scroller, (id) => {
    if (at.has(id)) onPlace({ id, part: 'text' })
    return at.has(id)
  })
  // The row is there in this drawing or, once the list has been measured for the first time, in the next.
  const reached = useRef<Place>(undefined)
  useLayoutEffect(() => {
    if (wanted === undefined || reached.current === wanted) return
    const row = scroller.current?.querySelector(`[data-criterion="${wanted.id}"]`)
    const box =
      row?.querySelector<HTMLTextAreaElement | HTMLInputElement>(`[data-part="${wanted.part}"]`) ??
      row?.querySelector<HTMLTextAreaElement>('[data-part="text"]')
    if (box === null || box === undefined) return
    reached.current = wanted
    box.focus()
    row?.scrollIntoView({ block: 'nearest' })
    if (wanted.caret === undefined) return
    const place = wanted.caret === 'start' ? 0 : box.value.length
    box.setSelectionRange(place, place)
  })

  const toggle = useCallback((id: string): void => {
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const required = useCallback(
    (id: string) => actions.edit(id, (one) => withMember(one, 'required', one.required === true ? undefined : true)),
    [actions],
  )
  const neighbour = useCallback((id: string, step: 1 | -1): string | undefined => {
    const list = latest.current
    return list[list.findIndex(({ criterion }) => criterion.id === id) + step]?.criterion.id
  }, [])
  const { drop, start } = useRowDrag(scroller, actions)
  const pasteLatest = useRef(onPaste)
  useEffect(() => {
    pasteLatest.current = onPaste
  })
  const handlers = useMemo(
    (): RowHandlers => ({
      onKey: (event, id) =>
        pressInRow(event, { id, actions, neighbour, onPlace, onDetails: toggle, onRequired: required }),
      onPaste: (event, criterion) => pasteLatest.current(event, criterion),
      onMenu: (id, button) => setMenu({ id, button }),
      onDrag: start,
    }),
    [actions, neighbour, onPlace, toggle, required, start],
  )

  function act(id: string, what: MenuAction): void {
    if (what === 'details') toggle(id)
    else if (what === 'required') required(id)
    else if (what === 'add') actions.add(id)
    else if (what === 'delete') actions.remove(id)
    else actions.move(id, what)
  }

  return (
    <div
      ref={scroller}
      data-rows
      className={styles['scroller']}
      onFocus={({ target }) => setActive(target.closest<HTMLElement>('[data-criterion]')?.dataset['criterion'])}
    >
      <ol aria-label={label} className={styles['rows']} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start: top, key }) => {
          const place = places[index]
          if (place === undefined) return null
          const { criterion, depth, isGroup, number } = place
          return (
            <CriterionRow
              key={key}
              criterion={criterion}
              index={index}
              of={places.length}
              depth={depth}
              number={number}
              isGroup={isGroup}
              aside={asides.get(criterion.id)}
              finding={findings.get(criterion.id)}
              isOpen={open.has(criterion.id)}
              drop={drop?.id === criterion.id ? drop.side : drop?.from === criterion.id ? 'self' : undefined}
              top={top}
              measure={virtualizer.measureElement}
              actions={actions}
              handlers={handlers}
            />
          )
        })}
      </ol>
      {menu === undefined ? null : (
        <CriterionMenu
          key={menu.id}
          button={menu.button}
          isOpen={open.has(menu.id)}
          isRequired={places[at.get(menu.id) ?? -1]?.criterion.required === true}
          onClose={() => setMenu(undefined)}
          onAction={(what) => {
            const { id } = menu
            // When the menu is gone, or it would take the focus back.
            requestAnimationFrame(() => act(id, what))
          }}
        />
      )}
    </div>
  )
}
