import type { Event, PowerMonitor } from 'electron'
import type { PowerEvent } from '../shared/contract/shell.ts'

/**
 * Tells what happens to the computer's power and its screen.
 * @param onShutdown the computer is about to go off
 */
export function watchPower(monitor: PowerMonitor, onEvent: (event: PowerEvent) => void, onShutdown: () => void): void {
  monitor.on('suspend', () => onEvent('suspend'))
  monitor.on('resume', () => onEvent('resume'))
  monitor.on('lock-screen', () => onEvent('lock'))
  monitor.on('unlock-screen', () => onEvent('unlock'))
  // Prevented, the system waits a little: the clock has to be stopped and the store closed. The typings know no event.
  monitor.on('shutdown', (...[event]: (Event | undefined)[]) => {
    event?.preventDefault()
    onShutdown()
  })
}
