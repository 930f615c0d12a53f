import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import type { OpenDraft } from '../../../src/renderer/state/draft.ts'
import { createDecisions } from '../../../src/renderer/state/draft-decisions.ts'
import { createUploads } from '../../../src/renderer/state/draft-uploads.ts'
import { createToasts } from '../../../src/renderer/state/toasts.ts'

it('work is not sent without a file that is still being added', async () => {
  const complaints: string[] = []
  const toasts = createToasts(
    { visibleToasts: [], add: ({ text }) => (complaints.push(text), ''), close: () => {} },
    () => 0,
  )
  let sent = 0
  const begun = Promise.withResolvers<{ uploadId: string; partBytes: number }>()
  const files = {
    begin: () => begun.promise,
    part: async () => ({ received: 4 }),
    finish: async () => ({}),
    cancel: async () => ({}),
  }
  const desk = { files, work: { send: async () => (sent += 1) } } as unknown as Desk
  const uploads = createUploads(desk, 'this-window', () => {})
  const draft = { uploads, check: () => [], settled: async () => true } as unknown as OpenDraft
  const decisions = createDecisions(desk, toasts)
  const row = { id: 'task', sample: false }

  uploads.add('task', 'files', [new File(['lime'], 'soil.csv')])
  expect(await decisions.send(draft, row)).toBeUndefined()
  expect(sent).toBe(0)
  expect(complaints).toEqual([expect.stringMatching(/^Not sent: a file is still being added/)])

  begun.resolve({ uploadId: 'one', partBytes: 1_000 })
  while (uploads.store.getState().uploads.length > 0) await turn()
  expect(await decisions.send(draft, row)).toEqual([])
  expect(sent).toBe(1)
})

it('a task is not given back before what was written is saved', async () => {
  const complaints: string[] = []
  const toasts = createToasts(
    { visibleToasts: [], add: ({ text }) => (complaints.push(text), ''), close: () => {} },
    () => 0,
  )
  const given: object[] = []
  const desk = { tasks: { decline: async (input: object) => given.push(input) } } as unknown as Desk
  const decisions = createDecisions(desk, toasts)
  const uploads = createUploads(desk, 'this-window', () => {})
  let isSaved = false
  const draft = { uploads, settled: async () => isSaved } as unknown as OpenDraft

  expect(await decisions.giveBack(draft, { id: 'task' }, ' No trees here. ')).toBe(false)
  expect(given).toEqual([])
  expect(complaints).toEqual([expect.stringMatching(/^Not given back yet/)])

  isSaved = true
  expect(await decisions.giveBack(draft, { id: 'task' }, ' No trees here. ')).toBe(true)
  expect(given).toEqual([{ taskId: 'task', reason: 'No trees here.' }])
})
