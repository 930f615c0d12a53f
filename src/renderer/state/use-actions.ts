import { useEffect, useRef } from 'react'
import type { Action } from './actions.ts'
import { useServices } from './services.ts'

/** Offers these actions in the palette and the list of shortcuts while the component is shown. */
export function useActions(title: string, actions: readonly Action[]): void {
  const { actions: registry } = useServices()
  const latest = useRef({ title, actions })
  useEffect(() => {
    latest.current = { title, actions }
  })
  useEffect(() => registry.add(() => latest.current), [registry])
}
