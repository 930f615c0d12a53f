import { useEffect, useState } from 'react'
import type { Occupation } from '../../../../../../shared/domain/task.ts'
import { useDesk } from '../../../../../state/services.ts'

export type FoundOccupations = {
  /** What they were looked up for. */
  readonly query: string
  readonly rows: readonly Occupation[]
  readonly exact: Occupation | undefined
  readonly known: number
}

const SHOWN = 30

/** Occupations of the desk's own list that fit what is typed; the last ones found until the next are there. */
export function useOccupations(query: string): FoundOccupations | undefined {
  const desk = useDesk()
  const [found, setFound] = useState<FoundOccupations>()
  useEffect(() => {
    let isOver = false
    desk.occupations
      .search({ query: query.slice(0, 200), limit: SHOWN })
      .then(({ rows, exact, known }) => {
        if (!isOver) setFound({ query, rows, exact, known })
      })
      // Without an answer the title stands as it is typed.
      .catch(() => undefined)
    return () => {
      isOver = true
    }
  }, [desk, query])
  return found
}
