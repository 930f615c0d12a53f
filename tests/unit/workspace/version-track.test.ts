import { ORPCError } from '@orpc/client'
import { expect, it } from 'vitest'
import type { Timeline } from '../../../src/shared/contract/desk-versions.ts'
import { Field } from '../../../src/shared/domain/fields.ts'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { openFieldTrack, openTaskTrack, trackFields } from '../../../src/renderer/state/version-track.ts'

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

const plain = (key: string) => ({ key, label: key.toUpperCase(), isStructured: false })

/** The core's answers about fields that were written in at these instants, each with marks of its own. */
function telling(told: Readonly<Record<string, { at: readonly number[]; marks?: Timeline['marks']; text?: string }>>) {
  const asked: object[] = []
  const versions = {
    timeline: async (of: { field: string; branch?: number }) => {
      asked.push(of)
      const { [of.field]: one } = told
      if (one === undefined) throw new ORPCError('NOT_FOUND')
      const points = one.at.map((at, i) => ({ version: i + 1, at, length: 10 * (i + 1) }))
      return { branch: of.branch ?? 7, versions: points.length, points, marks: one.marks ?? [], branches: [] }
    },
    at: async (of: { field: string; branch?: number; version: number }) => {
      asked.push(of)
      return { version: of.version, text: told[of.field]?.text ?? `${of.field} ${of.version}`, at: 1 }
    },
    run: async (of: object) => {
      asked.push(of)
      return { edits: [], next: 0 }
    },
  } as unknown as Desk['versions']
  return { versions, asked }
}

it('moves along the edits of one part in the way of it that is looked at', async () => {
  const marks: Timeline['marks'] = [{ kind: 'name', version: 2, at: 5, id: 'n', label: 'Short' }]
  const { versions, asked } = telling({ plan: { at: [1, 5], marks } })
  const track = await openFieldTrack(versions, 'task', plain('plan'), 3)
  expect(track).toMatchObject({ newest: 2, branch: 3, marks: [{ kind: 'name', position: 2, label: 'Short' }] })
  expect(track?.curve).toEqual([
    { position: 1, length: 10 },
    { position: 2, length: 20 },
  ])
  expect(await track?.show(1)).toEqual({ position: 1, at: 1, text: 'plan 1', logged: { plan: 'plan 1' } })
  await track?.run?.(1)
  const place = { taskId: 'task', field: 'plan', branch: 3 }
  expect(asked).toEqual([place, { ...place, version: 1 }, { ...place, from: 1 }])
  // Where no way is named, the one that is current is asked for, and kept to.
  const current = await openFieldTrack(versions, 'task', plain('plan'))
  await current?.show(2)
  expect(asked.slice(3)).toEqual([
    { taskId: 'task', field: 'plan' },
    { taskId: 'task', field: 'plan', branch: 7, version: 2 },
  ])
})

it('has nothing of what nobody has written in, and does not take a fault for that', async () => {
  const { versions } = telling({ plan: { at: [1] } })
  expect(await openFieldTrack(versions, 'task', plain('notes'))).toBeUndefined()
  expect(await openTaskTrack(versions, 'task', [plain('notes')])).toBeUndefined()
  const both = await openTaskTrack(versions, 'task', [plain('notes'), plain('plan')])
  expect((await both?.show(1))?.text).toBe('PLAN\n\nplan 1')
  for (const fault of [new ORPCError('STORE_FAILED'), new TypeError('no'), 'odd', null]) {
    const failing = { timeline: async () => Promise.reject(fault) } as unknown as Desk['versions']
    await expect(openFieldTrack(failing, 'task', plain('plan'))).rejects.toBe(fault)
  }
})

it('shows of all parts together what happened to the whole task once, each time that it happened, in its place', async () => {
  const sent = (at: number, version: number) => ({ kind: 'sent' as const, at, version })
  const name = { kind: 'name' as const, at: 35, label: 'Both', id: 'n' }
  const { versions } = telling({
    plan: { at: [10, 30, 50], marks: [sent(20, 1), { ...name, version: 2 }, sent(60, 3)] },
    notes: { at: [15, 55], marks: [sent(20, 1), { ...name, version: 1 }, sent(60, 2)] },
  })
  const track = await openTaskTrack(versions, 'task', [plain('plan'), plain('notes')])
  expect(track?.marks.map(({ kind, at, position }) => [kind, at, position])).toEqual([
    ['sent', 20, 2],
    ['name', 35, 3],
    ['sent', 60, 5],
  ])
  // As long as all parts together were then.
  expect(track?.curve.map(({ length }) => length)).toEqual([10, 20, 30, 40, 50])
  expect(track?.curve.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
  expect(await track?.show(3)).toMatchObject({
    text: 'PLAN\n\nplan 2\n\n\nNOTES\n\nnotes 1',
    logged: { plan: 'plan 2', notes: 'notes 1' },
  })
  expect((await track?.show(0))?.logged).toEqual({ plan: 'plan 0', notes: 'notes 0' })
})

it('shows a document as a person reads it, and keeps it for restoring as the log has it', async () => {
  const text = JSON.stringify({ kind: 'ranking', order: [['clay'], ['loam']] })
  const { versions } = telling({ soils: { at: [1], text } })
  const track = await openFieldTrack(versions, 'task', { key: 'soils', label: 'Soils', isStructured: true })
  expect(await track?.show(1)).toMatchObject({ text: '1. clay\n2. loam', logged: { soils: text } })
  const asText = await openFieldTrack(versions, 'task', plain('soils'))
  expect((await asText?.show(1))?.text).toBe(text)
})

it('has versions of texts and documents', () => {
  const fields = [
    { key: 'plan', kind: 'markdown', label: 'Plan' },
    { key: 'cost', kind: 'number', label: 'Cost' },
    { key: 'rubric', kind: 'rubric', label: 'Rubric' },
    { key: 'holo', kind: 'hologram', label: 'Hologram' },
  ].map((field) => Field.parse(field))
  expect(trackFields(fields, {})).toMatchObject([
    { key: 'plan', label: 'Plan', isStructured: false },
    { key: 'rubric', label: 'Rubric', isStructured: true },
  ])
})

it('calls criteria, faults and options by their words', async () => {
  const fields = [
    { key: 'rubric', kind: 'rubric', label: 'Rubric' },
    { key: 'marks', kind: 'rubric-score', label: 'Marks', rubric: 'rubric' },
  ].map((field) => Field.parse(field))
  const rubric = { kind: 'rubric' as const, items: [{ id: 'r1', text: 'Names the soil.', points: 1 }] }
  const found = trackFields(fields, { rubric }).find(({ key }) => key === 'marks')
  const marks = JSON.stringify({ kind: 'rubric-score', marks: [{ id: 'r1', met: true }] })
  const { versions } = telling({ marks: { at: [1], text: marks } })
  const track = found && (await openFieldTrack(versions, 'task', found))
  expect(await track?.show(1)).toMatchObject({ text: 'Met: Names the soil.', logged: { marks } })
})
