import type { PowerMonitor } from 'electron'
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
  monitor.on('shutdown', onShutdown)
}
