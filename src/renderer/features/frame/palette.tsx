import { useEffect, useMemo, useRef, useState } from 'react'
import { taskStateWords } from '../../format/states.ts'
import type { ActionList } from '../../state/actions.ts'
import { useServices } from '../../state/services.ts'
import { PickDialog } from '../../ui/pick-dialog.tsx'
import { type FoundTask, planPalette } from './plan-palette.ts'

/** Fewer letters are in nearly every task. */
const TASKS_FROM = 2
const MOST_TASKS = 8

/** Everything one can do here, found by a few letters of its name; and every task, by its words. */
export function Palette({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const { actions, navigation } = useServices()
  const [typed, setTyped] = useState('')
  const [lists, setLists] = useState<readonly ActionList[]>([])
  /** It stays open while it fades; what can be done is asked as it opens, and with each letter: some of it may come late. */
  const [wasOpen, setWasOpen] = useState(false)
  if (isOpen !== wasOpen) {
    setWasOpen(isOpen)
    if (isOpen) {
      setTyped('')
      setLists(actions.all())
    }
  }
  const tasks = useFoundTasks(isOpen ? typed : '')
  const rows = useMemo(
    () => planPalette(lists, typed, tasks, (taskId) => navigation.go({ screen: 'task', taskId })),
    [lists, typed, tasks, navigation],
  )

  const chosen = useRef<(() => void) | undefined>(undefined)
  // After the dialog is gone and the focus is back, so that an action may put it elsewhere.
  useEffect(() => {
    const run = chosen.current
    if (isOpen || run === undefined) return
    chosen.current = undefined
    requestAnimationFrame(() => requestAnimationFrame(run))
  }, [isOpen])

  return (
    <PickDialog
      label="What do you want to do?"
      typed={typed}
      onType={(next) => {
        setTyped(next)
        setLists(actions.all())
      }}
      picks={rows}
      nothing="Nothing here is called that. Fewer letters find more."
      isOpen={isOpen}
      onPick={(key) => {
        chosen.current = rows.find((row) => row.key === key)?.run
        onClose()
      }}
      onClose={onClose}
    />
  )
}

const none: readonly FoundTask[] = []

/** Tasks that have the words, as the core finds them. An answer to other words is no answer to these. */
function useFoundTasks(typed: string): readonly FoundTask[] {
  const { desk } = useServices()
  const query = typed.trim()
  const isAsked = query.length >= TASKS_FROM
  const [found, setFound] = useState<{ readonly query: string; readonly tasks: readonly FoundTask[] }>()
  useEffect(() => {
    if (!isAsked) return
    let isOver = false
    desk.tasks.list({ filter: { query: query.slice(0, 500) }, limit: MOST_TASKS }).then(
      ({ rows }) => {
        const tasks = rows.map(({ id, title, state }) => ({ id, title, state: taskStateWords(state).text }))
        if (!isOver) setFound({ query, tasks })
      },
      () => {
        // The desk is starting again; the actions are here all the same.
        if (!isOver) setFound({ query, tasks: none })
      },
    )
    return () => {
      isOver = true
    }
  }, [desk, query, isAsked])
  return isAsked && found?.query === query ? found.tasks : none
}
