import { useRef, useState } from 'react'
import { errorToText } from '../../../client/error-text.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { useServices } from '../../../state/services.ts'
import type { VersionTrack } from '../../../state/version-track.ts'
import { Button } from '../../../ui/button.tsx'
import { oneAtATime } from '../../../ui/one-at-a-time.ts'
import { NameForm } from './name-form.tsx'
import styles from './versions.module.css'

type VersionActionsProps = {
  readonly draft: OpenDraft
  readonly track: VersionTrack
  readonly position: number
  readonly isWritable: boolean
  readonly onRestore: () => void
  readonly onChanged: () => void
  readonly onBranch: (branch: number) => void
}

/** What can be done with the version that is chosen. */
export function VersionActions(props: VersionActionsProps) {
  const { draft, track, position, isWritable, onRestore, onChanged, onBranch } = props
  const { desk, toasts, newId } = useServices()
  const [asked, setAsked] = useState<'name' | 'rename' | 'way'>()
  const [once] = useState(oneAtATime)
  // From here, one for what is asked: asked again after a lost answer, it is no second name and no second way.
  const wish = useRef<{ readonly of: string; readonly id: string }>(undefined)
  const { taskId } = draft
  const place = useRef<HTMLDivElement>(null)
  const [first] = track.fields
  const field = track.fields.length === 1 ? first?.key : undefined
  const name = track.marks.findLast((mark) => mark.kind === 'name' && mark.position === position)
  const way = track.branches.find(({ branch }) => branch === track.branch)
  const isCurrent = way?.isCurrent ?? true
  const isNewest = position === track.newest

  async function run(work: () => Promise<unknown>): Promise<void> {
    await once(async () => {
      try {
        await work()
        wish.current = undefined
        // Only now: a name that could not be kept stays in its form. What was pressed goes, and the focus must not go
        // with it: Escape would leave the task.
        place.current?.focus()
        setAsked(undefined)
        onChanged()
      } catch (error) {
        toasts.complain(errorToText(error))
      }
    })
  }

  function idFor(asked: object): string {
    const of = JSON.stringify(asked)
    if (wish.current?.of !== of) wish.current = { of, id: newId() }
    return wish.current.id
  }

  function give(text: string): void {
    const id = name?.id
    if (asked === 'rename' && id !== undefined) {
      void run(() => desk.versions.rename({ taskId, id, name: text }))
    } else if (asked === 'way' && field !== undefined) {
      void run(async () => {
        // What is in this window only goes into the way it was written in.
        await draft.settled(3_000)
        const place = track.branch === undefined ? { taskId, field } : { taskId, field, branch: track.branch }
        const from = { ...place, version: position }
        const made = await desk.versions.startBranch({ ...from, id: idFor({ way: from }), name: text })
        onBranch(made.branch)
        toasts.say(`You are writing the way “${made.name}” now. The other one stays as it is.`)
      })
    } else if (field === undefined) {
      void run(() => desk.versions.name({ taskId, id: idFor({ name: taskId }), name: text }))
    } else {
      const at = { field, version: position, ...(track.branch === undefined ? {} : { branch: track.branch }) }
      void run(() => desk.versions.name({ taskId, id: idFor({ name: taskId, at }), name: text, at }))
    }
  }

  function unname(): void {
    const id = name?.id
    const label = name?.label
    if (id === undefined || label === undefined) return
    const at = field === undefined ? undefined : { field, version: position, branch: track.branch }
    void run(async () => {
      await desk.versions.unname({ taskId, id })
      toasts.offerUndo('The name is gone; the version stays.', () => {
        const place = at?.branch === undefined ? undefined : { ...at, branch: at.branch }
        void run(() => desk.versions.name({ taskId, name: label, ...(place === undefined ? {} : { at: place }) }))
      })
    })
  }

  const goOn = (branch: number): void =>
    void run(async () => {
      if (field === undefined) return
      await draft.settled(3_000)
      await desk.versions.switchBranch({ taskId, field, branch })
      toasts.say(`You are writing the way “${way?.name ?? ''}” now. The other one stays as it is.`)
    })

  if (asked !== undefined) {
    const begin = asked === 'rename' ? (name?.label ?? '') : ''
    return (
      <div ref={place} tabIndex={-1}>
        <NameForm
          label={asked === 'way' ? 'What is the other way?' : 'Name of this version'}
          action={asked === 'way' ? 'Begin it' : 'Name it'}
          begin={begin}
          onGive={give}
          onCancel={() => {
            place.current?.focus()
            setAsked(undefined)
          }}
        />
      </div>
    )
  }
  return (
    <div ref={place} tabIndex={-1} className={styles['actions']}>
      {/* All parts together are named as they stand now. */}
      {field === undefined && !isNewest ? null : name === undefined ? (
        <Button onPress={() => setAsked('name')}>Name this version</Button>
      ) : (
        <>
          <Button variant="quiet" onPress={() => setAsked('rename')}>
            Rename
          </Button>
          <Button variant="quiet" onPress={unname}>
            Take the name off
          </Button>
        </>
      )}
      {isWritable && field !== undefined ? (
        <Button onPress={() => setAsked('way')}>Try it another way from here</Button>
      ) : null}
      {isWritable && !isCurrent && track.branch !== undefined ? (
        <Button variant="primary" onPress={() => goOn(track.branch ?? 0)}>
          Go on in this way
        </Button>
      ) : null}
      {isWritable && isCurrent && !isNewest ? (
        <Button
          variant="primary"
          onPress={() => {
            place.current?.focus()
            onRestore()
          }}
        >
          Put this version back
        </Button>
      ) : null}
    </div>
  )
}
