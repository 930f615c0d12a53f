import type { EditorView } from '@codemirror/view'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Missing, TaskDetail } from '../../../shared/contract/desk-views.ts'
import type { OpenDraft } from '../../state/draft.ts'
import type { Decisions } from '../../state/draft-decisions.ts'
import { useRoute, useServices } from '../../state/services.ts'
import { cx } from '../../ui/cx.ts'
import { isTextPlace, useShortcuts } from '../../ui/use-shortcuts.ts'
import { StepRail } from './author/step-rail.tsx'
import { BeforeSend } from './before-send.tsx'
import { GuidelineBanner } from './guideline-banner.tsx'
import { LeftBehind } from './left-behind.tsx'
import { ReadingPane } from './reading/reading-pane.tsx'
import { RefusedWords } from './refused-words.tsx'
import { SplitPanes } from './split-panes.tsx'
import { StateBanner } from './state-banner.tsx'
import { useNarrow } from './use-narrow.ts'
import { useSignsOfWork } from './use-signs-of-work.ts'
import { readWindowView, useWindowView } from './use-window-view.ts'
import { WorkspaceBar } from './workspace-bar.tsx'
import { WritingPane } from './writing-pane.tsx'
import styles from './workspace.module.css'

type OpenDeskProps = { readonly detail: TaskDetail; readonly draft: OpenDraft; readonly decisions: Decisions }

/** A task that has been taken: reading on the left, writing on the right. */
export function OpenDesk({ detail, draft, decisions }: OpenDeskProps) {
  const { navigation } = useServices()
  const { id } = detail.row
  const isWritable = detail.writable.yes
  const isNarrow = useNarrow()
  const { view, change, note, at } = useWindowView(draft)
  const [begin] = useState(() => draft.view)
  const [isTried, setTried] = useState(false)
  const [isListOpen, setListOpen] = useState(false)
  /** What the core found that the check here does not, such as a text too large for the hub. */
  const [found, setFound] = useState<readonly Missing[]>([])
  const missing = useStore(draft.store, (state) => state.missing)
  const editors = useRef(new Map<string, EditorView>())
  const writing = useRef<HTMLDivElement>(null)
  const reading = useRef<HTMLElement>(null)
  const signs = useSignsOfWork(id, isWritable, reading)
  const isReadingShown = isNarrow ? view.half === 'read' : !view.isReadingHidden
  const isWritingShown = !isNarrow || view.half === 'write'

  const onView = useCallback((field: string, editor: EditorView | undefined) => {
    if (editor === undefined) editors.current.delete(field)
    else editors.current.set(field, editor)
  }, [])

  // The place where one left off: the caret, and how far both halves were scrolled.
  useEffect(() => {
    const { field, anchor = 0, head = anchor } = begin
    const editor = field === undefined ? undefined : editors.current.get(field)
    if (editor !== undefined) {
      const { length } = editor.state.doc
      editor.dispatch({ selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) } })
      editor.focus()
    }
    const scroll = (): void => {
      reading.current?.scrollTo({ top: readWindowView(begin).readTop })
      writing.current?.scrollTo({ top: readWindowView(begin).writeTop })
    }
    scroll()
    // Once more when the editors have measured themselves.
    const frame = requestAnimationFrame(scroll)
    return () => cancelAnimationFrame(frame)
  }, [begin])

  const focusField = (field: string): void => {
    const place = writing.current?.querySelector<HTMLElement>(`[data-field="${field}"]`)
    place?.scrollIntoView({ block: 'start' })
    const editor = editors.current.get(field)
    if (editor !== undefined) editor.focus()
    else firstPlace(place)?.focus()
  }

  function jump(field: string): void {
    if (isNarrow && view.half !== 'write') change({ half: 'write' })
    // After the half has been drawn.
    requestAnimationFrame(() => focusField(field))
  }

  async function send(): Promise<void> {
    if (!isWritable) return
    const still = await decisions.send(draft, detail.row)
    if (still === undefined) return
    setTried(still.length > 0)
    setFound(still)
    setListOpen(still.length > 0)
    if (still.length > 0 && isNarrow) change({ half: 'write' })
  }

  function toHalf(half: 'read' | 'write'): void {
    change(half === 'read' ? { half, isReadingHidden: false } : { half })
    requestAnimationFrame(() => {
      if (half === 'read') reading.current?.focus()
      else focusField(draft.view.field ?? detail.task.fields[0]?.key ?? '')
    })
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

  useShortcuts({
    'Mod+Enter': () => void send(),
    'Alt+R': () => toHalf('read'),
    'Alt+W': () => toHalf('write'),
  })

  function press(event: KeyboardEvent): void {
    const isFree = event.key === 'Escape' && !event.isDefaultPrevented() && !event.nativeEvent.isComposing
    // Outside of texts the frame goes back by itself.
    if (isFree && isTextPlace(event.target)) navigation.go({ screen: 'inbox' })
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
        <ReadingPane
          task={detail.task}
          folded={view.folded}
          onFold={(key, isFolded) =>
            change({ folded: isFolded ? [...view.folded, key] : view.folded.filter((one) => one !== key) })
          }
        />
      </div>
    </section>
  )
  const writingPane: ReactNode = (
    <WritingPane
      detail={detail}
      draft={draft}
      isTried={isTried}
      scroller={writing}
      onView={onView}
      onPlace={at}
      onScroll={(top) => note({ writeTop: top })}
    >
      {detail.task.kind === 'author' && isWritable ? <StepRail task={detail.task} draft={draft} onJump={jump} /> : null}
      <StateBanner
        detail={detail}
        onTakeBack={() => void decisions.takeBack(id)}
        onRevise={() => void decisions.revise(id)}
        onSendAsItIs={() => void decisions.sendAsItIs(detail.row)}
        onContinueHere={() => void decisions.continueHere(id)}
        onJump={jump}
      />
      <GuidelineBanner detail={detail} onAccept={() => void decisions.acceptGuideline(id)} />
      <RefusedWords draft={draft} />
      <LeftBehind draft={draft} fields={detail.task.fields} isWritable={isWritable} />
      {isListOpen && isWritable ? (
        <BeforeSend
          missing={missing.length > 0 ? missing : found.filter((one) => one.code === 'too-long')}
          onJump={jump}
          onClose={() => setListOpen(false)}
        />
      ) : null}
    </WritingPane>
  )

  return (
    // What happens inside is watched on its way: a sign of work, and Escape out of a text.
    <div role="presentation" data-wide className={styles['workspace']} {...signs} onKeyDown={press}>
      <WorkspaceBar
        detail={detail}
        draft={draft}
        takesFocus={begin.field === undefined || !hasEditor(draft, begin.field)}
        onSend={() => void send()}
        half={isNarrow ? view.half : undefined}
        onHalf={toHalf}
        isReadingHidden={view.isReadingHidden}
        onHideReading={(isReadingHidden) => change({ isReadingHidden })}
      />
      {isReadingShown && isWritingShown ? (
        <SplitPanes
          split={view.split}
          onSplit={(split) => change({ split })}
          label="Width of what to read"
          left={readingPane}
          right={writingPane}
        />
      ) : isWritingShown ? (
        writingPane
      ) : (
        readingPane
      )}
    </div>
  )
}

/** Where one begins in a field that has no editor. `data-begin` marks it where it is not the first control. */
function firstPlace(field: HTMLElement | null | undefined): HTMLElement | null | undefined {
  const marked = field?.querySelector<HTMLElement>('[data-begin]')
  if (marked !== null && marked !== undefined) return marked
  return field?.querySelector<HTMLElement>('input:checked, input:not([type="file"]), button, [tabindex]')
}

/** Whether a field is written in an editor, which takes the focus by itself. */
function hasEditor(draft: OpenDraft, field: string): boolean {
  return draft.text(field) !== undefined && draft.structure(field) === undefined
}
