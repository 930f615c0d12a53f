import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { clockTime, duration } from '../../format/amounts.ts'
import { markToShort, markToWords } from '../../format/time-words.ts'
import { elapsedMs } from '../../state/clock.ts'
import { useRoute, useServices, useTaskDetail } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './clock-view.module.css'

/** The clock, always in sight: which task's time runs, how long it is, and a button to stop it. */
export function ClockView() {
  const { clock } = useServices()
  const route = useRoute()
  const state = useStore(clock.store)
  const running = state.time?.running
  return (
    <fieldset aria-label="Clock" className={styles['clock']} data-part="clock">
      {running === undefined ? (
        <>
          <Marks />
          <span className={styles['today']}>Today {duration(state.time?.todayMs ?? 0)}</span>
          {route.screen === 'task' ? <StartButton taskId={route.taskId} /> : null}
        </>
      ) : (
        <>
          {route.screen === 'task' && route.taskId === running.taskId ? (
            // Its title stands large below; here it would only be said twice.
            <VisuallyHidden>{running.title}</VisuallyHidden>
          ) : (
            <Link href={`#/task/${running.taskId}`} className={styles['task'] ?? ''}>
              {running.title}
            </Link>
          )}
          <Marks />
          <Elapsed />
          <Tooltip text="Pause the clock" shortcut="Alt+P">
            <Button size="small" aria-label="Pause the clock" onPress={() => void clock.pause()}>
              Pause
            </Button>
          </Tooltip>
        </>
      )}
    </fieldset>
  )
}

function StartButton({ taskId }: { readonly taskId: string }) {
  const { clock } = useServices()
  const { value } = useTaskDetail(taskId)
  if (value?.writable.yes !== true) return null
  return (
    <Tooltip text="Start the clock" shortcut="Alt+P">
      <Button size="small" aria-label="Start the clock" onPress={() => void clock.begin(taskId)}>
        <span>
          Start<span className={styles['whole']}> the clock</span>
        </span>
      </Button>
    </Tooltip>
  )
}

/** Quietly: what is paid is used up, the estimate is over, or enough for today. */
function Marks() {
  const { clock } = useServices()
  const marks = useStore(clock.store, ({ time }) => time?.marks)
  const [mark] = marks ?? []
  if (mark === undefined) return null
  return (
    <span className={styles['mark']} data-reached={mark.part === 100} title={markToWords(mark)}>
      {markToShort(mark)}
      <VisuallyHidden> {markToWords(mark)}</VisuallyHidden>
    </span>
  )
}

/** Ticks on the second by itself, so that nothing else is drawn again. */
function Elapsed() {
  const { clock, connection } = useServices()
  const state = useStore(clock.store)
  const isGone = useStore(connection, ({ state }) => state !== 'connected')
  const [now, setNow] = useState(() => performance.now())
  const isIdle = state.time?.running?.idleSince !== undefined
  useEffect(() => {
    // Without the core no time is kept, and none is shown as if it were.
    if (isGone) return
    let timer = 0
    const tick = (): void => {
      setNow(performance.now())
      const elapsed = elapsedMs(state, performance.now()) ?? 0
      timer = window.setTimeout(tick, 1000 - (elapsed % 1000) + 1)
    }
    tick()
    return () => window.clearTimeout(timer)
  }, [state, isGone])
  const waits = isGone ? 'The desk is starting again' : isIdle ? 'Waiting for a sign of work' : ''
  return (
    <span role="timer" className={styles['time']} data-waits={waits !== ''} title={waits}>
      {clockTime(elapsedMs(state, now) ?? 0)}
    </span>
  )
}
