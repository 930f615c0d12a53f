import { useEffect, useEffectEvent, useState } from 'react'
import type { Text } from '@codemirror/state'
import { createReplay } from '../../../editor/replay.ts'
import { textOf } from '../../../editor/text-edits.ts'
import type { VersionTrack } from '../../../state/version-track.ts'

export const SPEEDS = [1, 2, 4, 8, 16, 32, 64] as const
export type Speed = (typeof SPEEDS)[number]

/** Where movement is not wanted, the text changes once in this time instead of all the time. */
const CALM_MS = 1_000

type Options = {
  readonly track: VersionTrack | undefined
  /** From where; what is shown when it begins. */
  readonly from: number
  readonly logged: string
  readonly onShow: (shown: { text: Text; version: number; at: number | undefined }) => void
  readonly isPlaying: boolean
  readonly setPlaying: (isPlaying: boolean) => void
  readonly onProblem: (error: unknown) => void
}

/** Plays a text as it was written. */
export function useReplay({ track, from, logged, onShow, onProblem, isPlaying, setPlaying }: Options): {
  speed: Speed
  setSpeed: (speed: Speed) => void
} {
  const [speed, setSpeed] = useState<Speed>(8)
  const speedNow = useEffectEvent(() => speed)
  const show = useEffectEvent(onShow)
  const finish = useEffectEvent(() => setPlaying(false))
  const complain = useEffectEvent(onProblem)
  const begin = useEffectEvent(() =>
    track?.run === undefined
      ? undefined
      : createReplay({
          start: textOf(logged),
          version: from,
          newest: track.newest,
          fetch: track.run,
          onProblem: (error) => complain(error),
        }),
  )
  useEffect(() => {
    if (!isPlaying) return
    const replay = begin()
    if (replay === undefined) return
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    let shown = -1
    let last = performance.now()
    let frame = 0
    const step = (now: number): void => {
      frame = requestAnimationFrame(step)
      if (isCalm && now - last < CALM_MS) return
      const { text, version, at, isEnd } = replay.advance(Math.max(0, now - last) * speedNow())
      last = now
      if (version !== shown) show({ text, version, at })
      shown = version
      if (isEnd) finish()
    }
    frame = requestAnimationFrame(step)
    return () => {
      cancelAnimationFrame(frame)
      replay.end()
    }
  }, [isPlaying])
  return { speed, setSpeed }
}
