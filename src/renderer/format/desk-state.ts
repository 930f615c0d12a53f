import type { HubView, SyncOverview } from '../../shared/contract/desk-views.ts'
import { bytes, count, wholeNumber } from './amounts.ts'
import type { Place } from './intl.ts'
import type { StateWords } from './states.ts'

/** How the desk stands towards the world, in one short sentence. */
export function connectionWords({ workOffline, hubs }: Pick<SyncOverview, 'workOffline' | 'hubs'>): StateWords {
  if (workOffline) return { text: 'Working offline', tone: 'plain' }
  if (hubs.length === 0) return { text: 'Sample only, no hub', tone: 'plain' }
  const signedOut = hubs.filter((hub) => hub.state === 'signed-out' || hub.state === 'other-version')
  if (signedOut.length === hubs.length) {
    const names = signedOut.map((hub) => hub.name).join(', ')
    return signedOut.every((hub) => hub.state === 'signed-out')
      ? { text: `Signed out of ${names}`, tone: 'attention' }
      : { text: `${names} and this desk are of different versions`, tone: 'attention' }
  }
  const connected = hubs.filter((hub) => hub.state === 'connected')
  if (connected.length > 0) return { text: `Connected to ${connected.map((hub) => hub.name).join(', ')}`, tone: 'done' }
  if (hubs.some((hub) => hub.state === 'connecting')) return { text: 'Connecting…', tone: 'plain' }
  return { text: 'No network: your work is safe here', tone: 'plain' }
}

/** `3 tasks, 12 MB`, or undefined when nothing waits. */
export function waitingWords({ waiting }: Pick<SyncOverview, 'waiting'>, place: Place = {}): string | undefined {
  if (waiting.tasks === 0) return undefined
  return `${count(waiting.tasks, 'task', 'tasks', place)}, ${bytes(waiting.bytes, place)}`
}

/** How it stands with all that was sent, in one line. */
export function outboxWords(
  overview: Pick<SyncOverview, 'workOffline' | 'waiting' | 'lanes' | 'hubs'>,
  place: Place = {},
): string {
  const held = overview.lanes.filter((lane) => lane.state === 'quarantined').length
  const needs = held === 0 ? '' : `${wholeNumber(held, place)} ${held === 1 ? 'needs' : 'need'} you`
  const waiting = waitingWords(overview, place)
  if (waiting === undefined) {
    return held === 0 ? 'Everything that was sent has gone out.' : `${needs}; everything else has gone out.`
  }
  const { hubs } = overview
  const isSignedOut = hubs.length > 0 && hubs.every(({ state }) => state === 'signed-out')
  const why = overview.workOffline || hubs.length === 0 ? '' : isSignedOut ? ' for you to sign in' : ' for the network'
  const isGoing = hubs.some(({ state }) => state === 'connected') && !overview.workOffline
  return `${isGoing ? 'Going out' : `Waiting${why}`}: ${waiting}${held === 0 ? '' : `; ${needs}`}`
}

const hubStates: Record<HubView['state'], StateWords> = {
  connected: { text: 'Connected', tone: 'done' },
  connecting: { text: 'Connecting', tone: 'active' },
  unreachable: { text: 'No network', tone: 'plain' },
  offline: { text: 'Working offline', tone: 'plain' },
  'signed-out': { text: 'Signed out', tone: 'attention' },
  'other-version': { text: 'Of another version', tone: 'attention' },
}

export function hubStateWords(state: HubView['state']): StateWords {
  return hubStates[state]
}
