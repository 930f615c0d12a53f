import type { EditorView } from '@codemirror/view'
import { type RefObject, useMemo, useState } from 'react'
import { Settings } from '../../../shared/contract/desk.ts'
import type { Task } from '../../../shared/domain/task.ts'
import { type Quoted, quotedAt } from '../../editor/quoting.ts'
import { goTo } from '../../editor/section-folding.ts'
import { actionsToShortcuts } from '../../state/actions.ts'
import { useServices, useStatus } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import type { FollowInside } from '../../ui/inside-links.ts'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import type { Selected } from './reading/passage.ts'
import type { Within } from './use-jumps.ts'
import { usePassages } from './use-passages.ts'
import { putQuotation, titleOf, useSelectedPassage } from './use-quoting.ts'
import { writingActions } from './writing-actions.ts'

type RoomOptions = {
  readonly task: Task
  readonly reading: RefObject<HTMLElement | null>
  readonly editors: RefObject<Map<string, EditorView>>
  /** The field that was written in last. */
  readonly lastField: () => string | undefined
  readonly isFull: boolean
  readonly setFull: (isFull: boolean) => void
  /** Shows a field and gives it the focus. */
  readonly jump: (field: string, within?: Within) => void
  /** Brings what there is to read into the page, and calls back when it is there. */
  readonly showMaterial: (material: string | undefined, shown: () => void) => void
}

export type WritingRoomView = {
  /** Fields that are shown as they will be read. */
  readonly previewed: readonly string[]
  readonly togglePreview: (field?: string) => void
  readonly isOutlineOpen: boolean
  readonly openOutline: (isOpen: boolean) => void
  readonly isWritingOpen: boolean
  readonly openWriting: (isOpen: boolean) => void
  readonly jumpTo: (field: string, at: number | undefined) => void
  /** What could be quoted now. */
  readonly selected: Selected | undefined
  readonly quote: () => void
  readonly goToPassage: (quoted: Quoted) => void
  /** Does one of the actions by its id. */
  readonly act: (id: string) => void
  readonly follow: FollowInside
}

/** What one can do while one writes, by key, from the bar, and by what lists the actions of the window. */
export function useWritingRoom(options: RoomOptions): WritingRoomView {
  const { task, reading, editors, lastField, isFull, setFull, jump, showMaterial } = options
  const { settings: keeper, toasts } = useServices()
  const told = useStatus()?.settings
  const settings = useMemo(() => told ?? Settings.parse({}), [told])
  const [previewed, setPreviewed] = useState<readonly string[]>([])
  const [isOutlineOpen, openOutline] = useState(false)
  const [isWritingOpen, openWriting] = useState(false)
  const { selected, read } = useSelectedPassage(reading)
  const passages = usePassages(reading, showMaterial)

  /** The field to write in: the one of last time, else the first text. */
  function textField(): string | undefined {
    const known = lastField()
    if (known !== undefined && isText(known)) return known
    return task.fields.find(({ key }) => isText(key))?.key
  }

  const isText = (field: string): boolean => kindOf(field) !== undefined
  function kindOf(field: string): 'markdown' | 'text' | undefined {
    const kind = task.fields.find(({ key }) => key === field)?.kind
    return kind === 'markdown' || kind === 'text' ? kind : undefined
  }

  function editor(): EditorView | undefined {
    const field = textField()
    return field === undefined ? undefined : editors.current.get(field)
  }

  /** Does something in the text; where it is shown as it will be read, or is not drawn, it is shown to write in first. */
  function inText(run: (view: EditorView) => unknown): void {
    const field = textField()
    if (field === undefined) return
    const view = editors.current.get(field)
    if (view !== undefined && !previewed.includes(field)) return void run(view)
    leavePreview(field)
    // After the jump has given the text the focus, which what is done may want elsewhere.
    jump(field, { inText: (shown) => void requestAnimationFrame(() => run(shown)) })
  }

  function leavePreview(field: string): void {
    setPreviewed((all) => all.filter((one) => one !== field))
  }

  function togglePreview(field = textField()): void {
    if (field === undefined || kindOf(field) !== 'markdown') return
    const isShown = previewed.includes(field)
    setPreviewed(isShown ? previewed.filter((one) => one !== field) : [...previewed, field])
    if (isShown) jump(field, { inText: () => undefined })
  }

  function jumpTo(field: string, at: number | undefined): void {
    leavePreview(field)
    if (at === undefined) jump(field)
    else jump(field, { inText: (view) => goTo(view, Math.min(at, view.state.doc.length)) })
  }

  function quote(): void {
    const field = textField()
    const kind = field === undefined ? undefined : kindOf(field)
    const quoted = read()
    if (quoted === undefined) return toasts.say('Select a passage in what there is to read, then quote it.')
    if (field === undefined || kind === undefined) return toasts.say('This task has no text to quote in.')
    const { passage } = quoted
    const title = titleOf(task, passage.material)
    leavePreview(field)
    jump(field, { inText: (view) => putQuotation(view, kind, title, quoted) })
  }

  const actions = writingActions({
    inText,
    settings,
    change: (change) => keeper.change(change),
    isFull,
    setFull,
    openOutline: () => openOutline(true),
    openWriting: () => openWriting(true),
    quote,
    goToPassage: () => {
      const view = editor()
      const quoted = view === undefined ? undefined : quotedAt(view.state.doc, view.state.selection.main.head)
      if (quoted === undefined) toasts.say('There is no quotation at the caret.')
      else passages.goTo(quoted)
    },
    togglePreview: () => togglePreview(),
  })
  // Those with Mod belong to the text itself.
  useShortcuts(actionsToShortcuts(actions.filter(({ shortcut }) => shortcut?.startsWith('Alt+') === true)))
  useActions('Writing', actions)

  return {
    previewed,
    togglePreview,
    isOutlineOpen,
    openOutline,
    isWritingOpen,
    openWriting,
    jumpTo,
    selected,
    quote,
    goToPassage: passages.goTo,
    act: (id) => actions.find((action) => action.id === id)?.run?.(),
    follow: passages.follow,
  }
}
