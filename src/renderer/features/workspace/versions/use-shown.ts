import { useEffect, useRef, useState } from 'react'
import { errorToText } from '../../../client/error-text.ts'
import type { Shown, VersionTrack } from '../../../state/version-track.ts'

/**
 * The version at a position. Who pulls the slider passes many: one is asked for at a time, and then the one that is
 * wanted by then.
 */
export function useShown(
  track: VersionTrack | undefined,
  position: number | undefined,
): { shown: Shown | undefined; problem: string | undefined } {
  const [shown, setShown] = useState<{ track: VersionTrack; value: Shown }>()
  const [problem, setProblem] = useState<string>()
  const wanted = useRef<{ track: VersionTrack; position: number }>(undefined)
  const isAsking = useRef(false)

  useEffect(() => {
    wanted.current = track === undefined || position === undefined ? undefined : { track, position }
    async function ask(): Promise<void> {
      if (isAsking.current) return
      isAsking.current = true
      try {
        for (let next = wanted.current; next !== undefined; ) {
          const value = await next.track.show(next.position)
          setShown({ track: next.track, value })
          setProblem(undefined)
          next = wanted.current === next ? undefined : wanted.current
        }
      } catch (error) {
        setProblem(errorToText(error))
      } finally {
        isAsking.current = false
      }
    }
    void ask()
    return () => {
      wanted.current = undefined
    }
  }, [track, position])

  return { shown: shown !== undefined && shown.track === track ? shown.value : undefined, problem }
}
