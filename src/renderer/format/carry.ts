import type { BatchReadiness, CarriedFile, CarryOverview, OfflinePlan } from '../../shared/contract/desk-offline.ts'
import { bytes, count } from './amounts.ts'

/** `3 files, 2 of 40 MB`; undefined where nothing goes that way. */
export function wayWords({ files, bytes: all, done }: CarryOverview['up']): string | undefined {
  if (files === 0) return undefined
  return `${count(files, 'file', 'files')}, ${bytes(done)} of ${bytes(all)}`
}

/** What a file does now, in a few words. */
export function fileStateWords({ state, direction, done, size }: CarriedFile): string {
  switch (state) {
    case 'moving':
      return `${direction === 'up' ? 'Going up' : 'Coming down'}, ${bytes(done)} of ${bytes(size)}`
    case 'held':
      return `Waits for your word, ${bytes(size)}`
    case 'refused':
      return `Not had yet, ${bytes(size)}`
    case 'waiting':
      return done > 0 ? `Goes on later, ${bytes(done)} of ${bytes(size)} are through` : `Waiting, ${bytes(size)}`
  }
}

/** `Ready for offline`, or what is missing. */
export function readinessWords({ missing }: Pick<BatchReadiness, 'missing'>): string {
  if (missing.files === 0) return 'Ready for offline'
  return `${count(missing.files, 'file', 'files')} missing, ${bytes(missing.bytes)}`
}

/** What a plan would bring, in a sentence. */
export function planWords({ tasks, bytes: fetched }: OfflinePlan): string {
  if (tasks.length === 0) return 'No task fits. Give it more room, or wait until there are new ones.'
  const fresh = tasks.filter(({ isNew }) => isNew).length
  const own = tasks.length - fresh
  const parts = [
    ...(own === 0 ? [] : [`${count(own, 'task', 'tasks')} of yours`]),
    ...(fresh === 0 ? [] : [count(fresh, 'new task', 'new tasks')]),
  ]
  return `${parts.join(' and ')}; ${fetched === 0 ? 'everything is here already' : `${bytes(fetched)} to fetch`}.`
}
