import type { EditorView } from '@codemirror/view'
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import type { Missing, TaskDetail } from '../../../shared/contract/desk-views.ts'
import { finishPastes } from '../../editor/smart-paste.ts'
import { actionsToShortcuts } from '../../state/actions.ts'
import type { OpenDraft } from '../../state/draft.ts'
import type { Decisions } from '../../state/draft-decisions.ts'
import { useRoute, useServices, useStatus } from '../../state/services.ts'
import { cx } from '../../ui/cx.ts'
import { InsideLinksContext } from '../../ui/inside-links.ts'
import { isComposing } from '../../ui/is-composing.ts'
import { isTextPlace, useShortcuts } from '../../ui/use-shortcuts.ts'
import { focusIn } from './field-focus.ts'
import { StepRail } from './author/step-rail.tsx'
import { BeforeSend } from './before-send.tsx'
import { FullCorner } from './full-corner.tsx'
import { GuidelineBanner } from './guideline-banner.tsx'
import { LeftBehind } from './left-behind.tsx'
import { OutlineMenu } from './outline-menu.tsx'
import { QuoteButton } from './quote-button.tsx'
import { AfterText } from './after-text.tsx'
import { ReadingPane } from './reading/reading-pane.tsx'
import { RefusedWords } from './refused-words.tsx'
import { SplitPanes } from './split-panes.tsx'
import { StateBanner } from './state-banner.tsx'
import { useCopies } from './use-copies.ts'
import { useFullRoom } from './use-full-room.ts'
import { useDeskActions } from './use-desk-actions.ts'
import { useJumps, type Within } from './use-jumps.ts'
import { useNarrow } from './use-narrow.ts'
import { useSignsOfWork } from './use-signs-of-work.ts'
import { readWindowView, useWindowView, whereToBegin } from './use-window-view.ts'
import { useWritingRoom } from './use-writing-room.ts'
import { NotesPane } from './versions/notes-pane.tsx'
import notesStyles from './versions/notes.module.css'
import { WorkspaceBar } from './workspace-bar.tsx'
import { WritingPane } from './writing-pane.tsx'
import { WritingPopover } from './writing-popover.tsx'
import styles from './workspace.module.css'

type OpenDeskProps = { readonly detail: TaskDetail; readonly draft: OpenDraft; readonly decisions: Decisions }

/** A task that has been taken: reading on the left, writing on the right. */
export function OpenDesk({ detail, draft, decisions }: OpenDeskProps) {
  const { navigation } = useServices()
  const { id, state } = detail.row
  const isWritable = detail.writable.yes
  const isNarrow = useNarrow()
  const reviewed = state === 'returned' ? detail.submissions.find((one) => one.review !== undefined) : undefined
  const review = reviewed?.review?.reviewedAt
  const [begin] = useState(() => whereToBegin(draft.view, review))
  const keeper = useWindowView(draft, begin, review)
  const { view, change, note, at } = keeper
  const [isTried, setTried] = useState(false)
  const [isListOpen, setListOpen] = useState(false)
  /** What the core found that the check here does not, such as a text too large for the hub. */
  const [found, setFound] = useState<readonly Missing[]>([])
  /** They take the focus when one asks for them, not when they were open already. */
  const [areNotesAsked, setNotesAsked] = useState(false)
  const editors = useRef(new Map<string, EditorView>())
  const writing = useRef<HTMLDivElement>(null)
  const reading = useRef<HTMLElement>(null)
  const signs = useSignsOfWork(id, isWritable, reading)
  const last = useRef(begin.field)
  const { isFull, setFull } = useFullRoom()
  const typewriter = useStatus()?.settings.typewriter ?? false
  useCopies(id)
  const isReadingShown = isNarrow ? view.half === 'read' : !view.isReadingHidden
  const isWritingShown = !isNarrow || view.half === 'write'

  const onView = useCallback((field: string, editor: EditorView | undefined) => {
    if (editor === undefined) editors.current.delete(field)
    else editors.current.set(field, editor)
  }, [])

  // The place where one left off: the caret and how far the writing was scrolled, before it is painted.
  useLayoutEffect(() => {
    const { field, anchor = 0, head = anchor } = begin
    const editor = field === undefined ? undefined : editors.current.get(field)
    if (editor !== undefined) {
      const { length } = editor.state.doc
      editor.dispatch({ selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) } })
    }
    const scroll = (): void => writing.current?.scrollTo({ top: readWindowView(begin).writeTop })
    // Both lay out the page; what hears of the focus changes it, so that the other way round it would be laid out twice.
    scroll()
    editor?.focus()
    // Once more when the editors have measured themselves.
    const frame = requestAnimationFrame(scroll)
    return () => cancelAnimationFrame(frame)
  }, [begin])

  // Parts that are no text may still be about to be drawn by then.
  useEffect(() => {
    const { field } = begin
    if (field === undefined || editors.current.has(field)) return
    focusIn(writing.current?.querySelector<HTMLElement>(`[data-field="${field}"]`), readWindowView(begin).part)
    writing.current?.scrollTo({ top: readWindowView(begin).writeTop })
  }, [begin])

  const isOpened = useRef(false)
  useEffect(() => {
    isOpened.current = true
  }, [])
  // Once, and when there is something in it: who hides it and shows it again begins at its top.
  const isReadingScrolled = useRef(false)
  const scrollReading = useCallback(() => {
    if (isReadingScrolled.current) return
    isReadingScrolled.current = true
    const scroll = (): void => reading.current?.scrollTo({ top: readWindowView(begin).readTop })
    scroll()
    requestAnimationFrame(scroll)
  }, [begin])

  const shownState = useRef({ state, isWritable })
  useEffect(() => {
    const { state: before, isWritable: wasWritable } = shownState.current
    if (before === state) return
    shownState.current = { state, isWritable }
    if (!wasWritable || isWritable) return
    // What has become of it, and what can still be done, is said above the text; in that there is nothing more to do, also
    // where one was in a box of it that is gone.
    writing.current?.scrollTo({ top: 0 })
    const focused = document.activeElement
    if (focused === document.body || writing.current?.contains(focused) === true) {
      document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
    }
  }, [state, isWritable])

  const jumps = useJumps(writing, editors)
  function jump(field: string, within?: Within): void {
    if (isNarrow && view.half !== 'write') change({ half: 'write' })
    jumps.toField(field, within)
  }
  const jumpToLast = (): void => jump(draft.view.field ?? detail.task.fields[0]?.key ?? '')

  async function send(): Promise<void> {
    if (!isWritable) return
    for (const editor of editors.current.values()) finishPastes(editor)
    const still = await decisions.send(draft, detail.row)
    if (still === undefined) return
    setTried(still.length > 0)
    setFound(still)
    setListOpen(still.length > 0)
    if (still.length > 0 && isNarrow) change({ half: 'write' })
  }

  async function giveBack(reason: string): Promise<void> {
    if (await decisions.giveBack(draft, detail.row, reason)) navigation.go({ screen: 'inbox' })
  }

  /** What is worth a look, also where nothing is missing. */
  function showList(): void {
    setListOpen(true)
    if (isNarrow) change({ half: 'write' })
  }

  function toHalf(half: 'read' | 'write'): void {
    if (half === 'write') return jumpToLast()
    change({ half, isReadingHidden: false })
    jumps.toPane(reading)
  }

  const room = useWritingRoom({
    task: detail.task,
    reading,
    editors,
    lastField: () => last.current,
    isFull,
    setFull: (next) => {
      if (isNarrow && view.half === 'read') change({ half: 'write' })
      setFull(next)
    },
    jump,
    showMaterial: (material, shown) => {
      if (isFull) setFull(false)
      change({
        half: 'read',
        isReadingHidden: false,
        folded: view.folded.filter((one) => one !== material),
      })
      // After it has been drawn, and once more for what unfolds.
      requestAnimationFrame(() => requestAnimationFrame(shown))
    },
  })
  /** Opens the notes, or closes them and goes back to the writing. */
  function toNotes(): void {
    change({ areNotesOpen: !view.areNotesOpen, half: 'write' })
    setNotesAsked(true)
    if (view.areNotesOpen) jumpToLast()
  }

  // Where one came for the sake of one part, that part is shown instead of the place where one left off.
  const route = useRoute()
  const wanted = route.screen === 'task' ? route.field : undefined
  const jumpLatest = useEffectEvent(jump)
  useEffect(() => {
    if (wanted === undefined) return
    const frame = requestAnimationFrame(() => jumpLatest(wanted))
    return () => cancelAnimationFrame(frame)
  }, [wanted])

  const actions = useDeskActions({ detail, decisions, keeper, send: () => void send(), toHalf, jump, toNotes })
  useShortcuts(actionsToShortcuts(actions))

  function press(event: KeyboardEvent): void {
    const isFree = event.key === 'Escape' && !event.isDefaultPrevented() && !isComposing(event.nativeEvent)
    // What lies over the task hears its own keys.
    const isHere = event.target instanceof Node && event.currentTarget.contains(event.target)
    if (!isFree || !isHere) return
    const previewed = event.target instanceof Element && event.target.closest<HTMLElement>('[data-preview]')
    if (previewed) {
      event.preventDefault()
      room.togglePreview(previewed.dataset['preview'])
      return
    }
    // Outside of texts the frame goes back by itself.
    if (isTextPlace(event.target)) navigation.go({ screen: 'inbox' })
  }

  const readingPane: ReactNode = (
    <section
      ref={reading}
      aria-label="What to read"
      tabIndex={-1}
      className={styles['pane']}
      onScroll={(event) => note({ readTop: event.currentTarget.scrollTop })}
    >
      <div className={cx(styles['sheet'], styles['toRead'])}>
        <AfterText isAtOnce={!isWritingShown} opened={isOpened} onDrawn={scrollReading}>
          <ReadingPane
            task={detail.task}
            note={detail.batch.note}
            folded={view.folded}
            onFold={(key, isFolded) =>
              change({ folded: isFolded ? [...view.folded, key] : view.folded.filter((one) => one !== key) })
            }
          />
        </AfterText>
      </div>
    </section>
  )
  const writingPane: ReactNode = (
    <div className={notesStyles['half']}>
      <WritingPane
        detail={detail}
        draft={draft}
        isTried={isTried}
        scroller={writing}
        onView={onView}
        onPlace={(field) => {
          last.current = field
          at(field)
        }}
        previewed={room.previewed}
        onPreview={room.togglePreview}
        onFollow={room.goToPassage}
        onScroll={(top) => note({ writeTop: top })}
      >
        {detail.task.kind === 'author' && isWritable ? (
          <StepRail task={detail.task} draft={draft} onJump={jump} />
        ) : null}
        <StateBanner
          detail={detail}
          onTakeBack={() => void decisions.takeBack(id)}
          onRevise={() => void decisions.revise(id)}
          onSendAsItIs={() => void decisions.sendAsItIs(detail.row)}
          onContinueHere={() => void decisions.continueHere(id)}
          onJump={jump}
        />
        <GuidelineBanner detail={detail} onAccept={() => void decisions.acceptGuideline(id)} />
        <RefusedWords draft={draft} fields={detail.task.fields} />
        <LeftBehind draft={draft} fields={detail.task.fields} isWritable={isWritable} />
        {isListOpen && isWritable ? (
          <BeforeSend
            detail={detail}
            draft={draft}
            found={found}
            onJump={jump}
            onClose={() => {
              setListOpen(false)
              // Back to the work: the place that was pressed goes with the list.
              jumpToLast()
            }}
          />
        ) : null}
      </WritingPane>
      {view.areNotesOpen ? <NotesPane draft={draft} takesFocus={areNotesAsked} onClose={toNotes} /> : null}
    </div>
  )

  const tools: ReactNode = (
    <>
      <OutlineMenu
        fields={detail.task.fields}
        draft={draft}
        isOpen={room.isOutlineOpen}
        onOpenChange={room.openOutline}
        onJump={room.jumpTo}
      />
      <WritingPopover isOpen={room.isWritingOpen} onOpenChange={room.openWriting} onAct={room.act} />
    </>
  )

  return (
    // What happens inside is watched on its way: a sign of work, and Escape out of a text.
    <div
      role="presentation"
      data-wide
      data-full={isFull}
      data-typewriter={typewriter}
      className={styles['workspace']}
      {...signs}
      onKeyDown={press}
    >
      <WorkspaceBar
        detail={detail}
        draft={draft}
        takesFocus={begin.field === undefined}
        onSend={() => void send()}
        onLook={showList}
        half={isNarrow ? view.half : undefined}
        onHalf={toHalf}
        isReadingHidden={view.isReadingHidden}
        onNotes={toNotes}
        onGiveBack={giveBack}
        onHideReading={(isReadingHidden) => change({ isReadingHidden })}
      >
        {isFull ? null : tools}
      </WorkspaceBar>
      {isFull ? (
        <FullCorner draft={draft} isWritable={isWritable} onLeave={() => setFull(false)}>
          {tools}
        </FullCorner>
      ) : null}
      {room.selected === undefined || !isWritable ? null : (
        <QuoteButton selected={room.selected} onQuote={room.quote} />
      )}
      <InsideLinksContext value={room.follow}>
        <SplitPanes
          split={view.split}
          onSplit={(split) => change({ split })}
          label="Width of what to read"
          isRightAlone={isFull}
          left={isReadingShown ? readingPane : undefined}
          right={isWritingShown ? writingPane : undefined}
        />
      </InsideLinksContext>
    </div>
  )
}
