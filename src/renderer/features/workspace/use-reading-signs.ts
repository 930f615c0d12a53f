import { useEffect, useEffectEvent } from 'react'
import { reportActivity } from '../../state/activity.ts'
import { useServices } from '../../state/services.ts'

/** What stands in the window is looked at this often; the core decides for how long it counts as being read. */
const READING_EVERY_MS = 5_000

/**
 * Reading is work: tells the clock of it, as long as the window has the focus and a text is in view.
 * @param inView the part of the task that is in view; undefined for none
 */
export function useReadingSigns(taskId: string, isActive: boolean, inView: () => string | undefined): void {
  const { clock } = useServices()
  const tell = useEffectEvent(() => {
    const time = clock.store.getState().time
    if (time?.running?.taskId !== taskId || time.running.idleSince !== undefined) return
    if (!document.hasFocus() || document.visibilityState !== 'visible') return
    const section = inView()
    if (section !== undefined) reportActivity(taskId, 'reading', section)
  })
  useEffect(() => {
    if (!isActive) return
    const timer = window.setInterval(() => tell(), READING_EVERY_MS)
    return () => window.clearInterval(timer)
  }, [isActive])
}
