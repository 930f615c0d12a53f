import { expect, it } from 'vitest'
import type { Timeline } from '../../../src/shared/contract/desk-versions.ts'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { openTaskTrack } from '../../../src/renderer/state/version-track.ts'

const HOUR = 3_600_000

/** The core's answers about two fields: of each the instants at which its versions were written. */
function answering(written: Readonly<Record<string, readonly number[]>>, marks: Timeline['marks']): Desk['versions'] {
  const timeline = ({ field }: { field: string }): Timeline => ({
    branch: 1,
    versions: written[field]?.length ?? 0,
    points: (written[field] ?? []).map((at, i) => ({ version: i + 1, at, length: i + 1 })),
    marks: field === 'plan' ? marks : [],
    branches: [],
  })
  const at = ({ field, version }: { field: string; version: number }) => ({ version, text: `${field} ${version}` })
  // Nothing else is asked.
  return { timeline: async (of: { field: string }) => timeline(of), at: async (of: never) => at(of) } as never
}

it('shows of all parts together the newest as the newest, also where the clock was set back', async () => {
  const fields = ['plan', 'notes'].map((key) => ({ key, label: key, isStructured: false }))
  const marks: Timeline['marks'] = [{ version: 4, at: HOUR + 2, kind: 'name', label: 'Late', id: 'n' }]
  const plan = [2 * HOUR, 2 * HOUR + 1, HOUR, HOUR + 1]
  const track = await openTaskTrack(answering({ plan, notes: [5, 2 * HOUR + 2] }, marks), 'task', fields)
  expect((await track?.show(track.newest))?.logged).toEqual({ plan: 'plan 4', notes: 'notes 2' })
  const shown = await Promise.all([1, 2, 3, 4, 5, 6].map(async (position) => track?.show(position)))
  expect(shown.map((one) => one?.logged['plan'])).toEqual([0, 1, 2, 3, 4, 4].map((version) => `plan ${version}`))
  expect(track?.marks.map(({ position, at }) => [position, at])).toEqual([[5, HOUR + 2]])
})
