import type { Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { useRef, useState } from 'react'
import { errorToText } from '../../../client/error-text.ts'
import { RESTORE_EVENT } from '../../../editor/text-edits.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useServices } from '../../../state/services.ts'
import { takeChangesBack, type TextChange } from '../../../state/taking-back.ts'
import { readable, type VersionTrack } from '../../../state/version-track.ts'
import { Button } from '../../../ui/button.tsx'
import { SegmentedControl } from '../../../ui/segmented-control.tsx'
import { Select } from '../../../ui/select.tsx'
import { CompareBar, type Compared } from './compare-bar.tsx'
import { Timeline } from './timeline.tsx'
import { SPEEDS, useReplay } from './use-replay.ts'
import { useShown } from './use-shown.ts'
import { VersionActions } from './version-actions.tsx'
import { Differences, VersionText } from './version-text.tsx'
import styles from './versions.module.css'

type VersionsViewProps = {
  readonly draft: OpenDraft
  readonly track: VersionTrack
  readonly isWritable: boolean
  /** The log, a name or a way is another. */
  readonly onChanged: () => void
  readonly onBranch: (branch: number) => void
}

const ANOTHER_WAY =
  'That was done in another way of this part, which stays as it is. Its versions have the text before.'

const modes = [
  { key: 'read', label: 'Read' },
  { key: 'compare', label: 'Compare' },
] as const

/** One timeline with the version that is chosen on it. */
export function VersionsView({ draft, track, isWritable, onChanged, onBranch }: VersionsViewProps) {
  const { toasts } = useServices()
  const [chosen, setChosen] = useState<number>()
  const [mode, setMode] = useState<'read' | 'compare'>('read')
  const [compared, setCompared] = useState<Compared>({ kind: 'now' })
  const [isSideBySide, setSideBySide] = useState(false)
  /** Counts up when the text that is there now is to be read anew. */
  const [round, setRound] = useState(0)
  const view = useRef<EditorView>(undefined)
  const position = Math.min(chosen ?? track.newest, track.newest)
  const [isPlaying, setPlaying] = useState(false)
  const [playedAt, setPlayedAt] = useState<number>()
  // A replay brings its texts itself.
  const { shown, problem } = useShown(track, isPlaying ? undefined : position)
  const [first] = track.fields
  const only = track.fields.length === 1 ? first : undefined
  const logged = only === undefined ? '' : (shown?.logged[only.key] ?? '')

  const replay = useReplay({
    track,
    from: position === track.newest ? 0 : position,
    logged: position === track.newest ? '' : logged,
    isPlaying,
    setPlaying,
    onShow: ({ text, version, at }) => {
      setChosen(version)
      setPlayedAt(at)
      const words = only?.isStructured === true ? readable(only, text.toString()) : text
      view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: words } })
    },
    onProblem: (error) => toasts.complain(errorToText(error)),
  })

  function move(to: number): void {
    setPlaying(false)
    setChosen(to)
  }

  /** The text in the draft, as it stands in this window. */
  function textNow(): string {
    return track.fields
      .map((field) => {
        const words = readable(field, draft.text(field.key)?.state().doc.toString() ?? '')
        return only === undefined ? `${field.label}\n\n${words}` : words
      })
      .join('\n\n\n')
  }

  function takeBack(changes: readonly TextChange[]): void {
    if (!takeChangesBack(draft, changes)) toasts.say(ANOTHER_WAY)
    setRound((before) => before + 1)
    onChanged()
  }

  async function restore(): Promise<void> {
    // What is shown may still be the version before: the one that is chosen counts.
    const { logged: wanted } = shown?.position === position ? shown : await track.show(position)
    const changes = Object.entries(wanted).flatMap(([key, text]) => {
      const sync = draft.text(key)
      const before = sync?.state().doc
      if (sync === undefined || before === undefined || before.toString() === text) return []
      sync.restore(text)
      return [{ key, way: draft.way(key), before, after: sync.state().doc }]
    })
    if (changes.length === 0) return toasts.say('It reads like that already.')
    setChosen(undefined)
    setRound((before) => before + 1)
    onChanged()
    toasts.offerUndo('The earlier version is back. What was there before stays among the versions.', () =>
      takeBack(changes),
    )
  }

  function putBack(transaction: Transaction): void {
    const sync = only === undefined ? undefined : draft.text(only.key)
    if (only === undefined || sync === undefined) return
    if (!sync.state().doc.eq(transaction.startState.doc)) {
      // Another window has written meanwhile: the places are others now.
      toasts.say('The text has changed meanwhile. Look again.')
      setRound((before) => before + 1)
      return
    }
    const before = sync.state().doc
    sync.dispatch({ changes: transaction.changes, userEvent: RESTORE_EVENT })
    const change = { key: only.key, way: draft.way(only.key), before, after: sync.state().doc }
    toasts.offerUndo('The passage is back.', () => takeBack([change]))
  }

  const canPutBack = isWritable && only !== undefined && !only.isStructured && compared.kind === 'now'
  return (
    <>
      <Timeline
        track={track}
        position={position}
        at={isPlaying ? playedAt : shown?.at}
        isPlaying={isPlaying}
        compared={mode === 'compare' && compared.kind === 'point' ? compared.position : undefined}
        onMove={move}
      />
      <div className={styles['tools']}>
        <SegmentedControl label="How to look at it" segments={modes} value={mode} onChange={setMode} />
        {mode === 'compare' ? (
          <CompareBar
            track={track}
            position={position}
            compared={compared}
            onCompare={setCompared}
            isSideBySide={isSideBySide}
            onSideBySide={setSideBySide}
          />
        ) : track.run === undefined ? null : (
          <>
            <Button size="small" onPress={() => setPlaying(!isPlaying)}>
              {isPlaying ? 'Pause' : 'Play'}
            </Button>
            <Select
              label="Speed"
              isInline
              options={SPEEDS.map((speed) => ({ key: String(speed), label: `${speed}×` }))}
              value={String(replay.speed)}
              onChange={(key) => replay.setSpeed(SPEEDS.find((speed) => String(speed) === key) ?? 1)}
            />
          </>
        )}
      </div>
      {problem === undefined ? null : <p className={styles['empty']}>{problem}</p>}
      {mode === 'read' ? (
        <VersionText
          text={isPlaying ? undefined : shown?.text}
          onView={(made) => {
            view.current = made
          }}
        />
      ) : shown === undefined ? null : (
        <ComparedTexts
          key={round}
          track={track}
          shown={shown}
          compared={compared}
          textNow={textNow}
          isSideBySide={isSideBySide}
          onPutBack={canPutBack ? putBack : undefined}
        />
      )}
      <VersionActions
        draft={draft}
        track={track}
        position={position}
        isWritable={isWritable}
        onRestore={() => void restore().catch((error: unknown) => toasts.complain(errorToText(error)))}
        onChanged={onChanged}
        onBranch={onBranch}
      />
    </>
  )
}

type ComparedTextsProps = {
  readonly track: VersionTrack
  readonly shown: { readonly position: number; readonly text: string }
  readonly compared: Compared
  readonly textNow: () => string
  readonly isSideBySide: boolean
  readonly onPutBack: ((transaction: Transaction) => void) | undefined
}

function ComparedTexts({ track, shown, compared, textNow, isSideBySide, onPutBack }: ComparedTextsProps) {
  // Read once: while one looks, what one puts back changes in the view itself.
  const [now] = useState(textNow)
  const { shown: other } = useShown(track, compared.kind === 'point' ? compared.position : undefined)
  const mine = { text: shown.text, label: `Edit ${shown.position}` }
  if (compared.kind === 'now') {
    return (
      <Differences from={mine} to={{ text: now, label: 'Now' }} isSideBySide={isSideBySide} onPutBack={onPutBack} />
    )
  }
  if (compared.kind === 'way') {
    return <Differences from={mine} to={{ text: compared.text, label: compared.name }} isSideBySide={isSideBySide} />
  }
  if (other === undefined) return null
  const theirs = { text: other.text, label: `Edit ${other.position}` }
  const [from, to] = other.position <= shown.position ? [theirs, mine] : [mine, theirs]
  return <Differences from={from} to={to} isSideBySide={isSideBySide} />
}
