import type {
  BatchReadiness,
  CarriedFile,
  CarryOverview,
  LaneFiles,
  OfflinePlan,
} from '../../shared/contract/desk-offline.ts'
import { bytes, bytesOf, count, wholeNumber } from './amounts.ts'
import { type StateWords, waitsOffline } from './states.ts'

/** `3 files, 2 of 40 MB`; undefined where nothing goes that way. */
export function wayWords({ files, bytes: all, done }: CarryOverview['up']): string | undefined {
  if (files === 0) return undefined
  return `${count(files, 'file', 'files')}, ${bytesOf(done, all)}`
}

/** What a file does now, in a few words. */
export function fileStateWords({ state, direction, done, size }: CarriedFile): string {
  switch (state) {
    case 'moving':
      return `${direction === 'up' ? 'Going up' : 'Coming down'}, ${bytesOf(done, size)}`
    case 'held':
      return `Waits for your word, ${bytes(size)}`
    case 'refused':
      return `Not had yet, ${bytes(size)}`
    case 'waiting':
      return done > 0 ? `Goes on later, ${bytesOf(done, size)} are through` : `Waiting, ${bytes(size)}`
  }
}

/** `2 of 3 files, 41 of 200 MB`; of a single file `1 file, 41 of 200 MB`. */
export function laneFilesWords({ files, up, bytes: all, done }: LaneFiles): string {
  const some = files === 1 ? '1 file' : `${wholeNumber(up)} of ${count(files, 'file', 'files')}`
  return `${some}, ${bytesOf(done, all)}`
}

type Standing = StateWords & {
  /** What helps it on, where the state alone does not say it. */
  readonly note?: string
}

const standings: Record<LaneFiles['state'], Standing> = {
  moving: { text: 'Files are going up', tone: 'active' },
  held: {
    text: 'Waits for your word',
    tone: 'attention',
    note: 'This link is metered. Below, under Files, you can let large files go.',
  },
  offline: waitsOffline,
  'no-hub': { text: 'Waits for the hub', tone: 'plain', note: 'It goes on by itself when the hub can be reached.' },
  behind: { text: 'Waits its turn', tone: 'plain', note: 'Another file goes first.' },
  soon: { text: 'Waits for its files', tone: 'plain' },
}

/** What a lane that waits for its files does now. */
export function laneFilesStanding({ state }: Pick<LaneFiles, 'state'>): Standing {
  return standings[state]
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
