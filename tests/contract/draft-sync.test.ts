import { cpSync } from 'node:fs'
import { redo, undo } from '@codemirror/commands'
import { ORPCError } from '@orpc/client'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { makeTempFolder, openTestCore, removeTempFolders } from '../support/core/test-core.ts'
import {
  type DraftBench,
  faults,
  newId,
  openDraftBench,
  replayLog,
  type TextWindow,
} from '../support/renderer/draft-bench.ts'

const FARM = 'Write the 2026 crop and nutrient plan'
const FIELD = 'plan'
let template = ''
let bench: DraftBench

beforeAll(async () => {
  const made = await openDraftBench(FARM)
  template = made.folder()
  await made.close()
})
afterEach(() => bench.close())
afterAll(removeTempFolders)

async function open(): Promise<DraftBench> {
  bench = await openDraftBench(FARM, template)
  return bench
}

function textOf(window: TextWindow): string {
  return window.sync.state().doc.toString()
}

function type(window: TextWindow, text: string, at = window.sync.state().doc.length, userEvent = 'input.type'): void {
  window.edits += 1
  const selection = { anchor: at + text.length }
  window.sync.dispatch({ changes: { from: at, insert: text }, selection, userEvent })
}

/** A sync as the target of CodeMirror's commands. */
function target({ sync }: TextWindow): Parameters<typeof undo>[0] {
  return { state: sync.state(), dispatch: (transaction) => sync.took([transaction]) }
}

function failure(code: 'DISK_FULL' | 'STORE_FAILED' | 'BAD_EDIT', text: string): Error {
  return new ORPCError(code, { defined: true, data: { text } })
}

describe('a text goes to the core as it is typed', () => {
  it('hears nothing of a view that shows an older text, such as one that is gone when a quotation is ready', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'Rye.')
    const gone = window.sync.state()
    type(window, ' Lime.')
    await bench.time.advance(0)
    window.sync.took([gone.update({ changes: { from: 0, insert: '> Quoted ' }, userEvent: 'input.paste' })])
    type(window, ' Roll.')
    await bench.calm()
    expect(textOf(window)).toBe('Rye. Lime. Roll.')
    expect(await bench.textInCore(FIELD)).toBe('Rye. Lime. Roll.')
  })

  it('[D1] is on the disk before the field counts as saved, with caret and origins', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'Corn on F1')
    type(window, ', lime first', undefined, 'input.paste')
    expect(window.sync.syncState().pending).toBe(2)
    await bench.time.advance(0)
    expect(window.sync.syncState()).toEqual({ pending: 0, trouble: undefined })
    expect((await bench.log(FIELD)).map((edit) => edit.origin)).toEqual(['typed', 'pasted'])
    const { view } = await bench.desk().drafts.open({ taskId: bench.taskId })
    expect(view).toMatchObject({ field: FIELD, anchor: 22, head: 22 })
    expect(await bench.textInCore(FIELD)).toBe('Corn on F1, lime first')
  })

  it('names deleting, dropping, undoing and redoing as what they are', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    const { sync } = window
    type(window, 'lime')
    undo(target(window))
    redo(target(window))
    type(window, 'late ', 0, 'input.drop')
    sync.dispatch({ changes: { from: 0, to: 5 }, userEvent: 'delete.backward' })
    sync.dispatch({ changes: { from: 0, insert: 'x' } })
    await bench.calm()
    const origins = (await bench.log(FIELD)).map((edit) => edit.origin)
    expect(origins).toEqual(['typed', 'undone', 'redone', 'dropped', 'deleted', 'set'])
  })

  it('sends what was typed during a push as one burst after it, never two at once', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    const calls: number[] = []
    const { edit } = window.unsteady.drafts
    let under = 0
    window.unsteady.drafts.edit = Object.assign(async (...given: Parameters<typeof edit>) => {
      expect(++under).toBe(1)
      calls.push(given[0].edits.length)
      const answer = await edit(...given)
      under -= 1
      return answer
    })
    for (const letter of 'wheat') type(window, letter)
    await bench.time.advance(0)
    expect(calls).toEqual([1, 4])
    expect(await bench.textInCore(FIELD)).toBe('wheat')
  })
})

describe('a burst', () => {
  it('[D2] is entered whole or not at all: one edit that does not fit leaves nothing of the others', async () => {
    await open()
    const { taskId } = bench
    const good = { change: { changes: [[0, 'lime']] }, origin: 'typed' as const }
    const bad = { change: { changes: [99, [0, 'first']] }, origin: 'typed' as const }
    const burst = { taskId, field: FIELD, version: 0, session: newId() }
    const { drafts } = bench.desk()
    await expect(drafts.edit({ ...burst, edits: [good, bad] })).rejects.toMatchObject({ code: 'BAD_EDIT' })
    expect(await bench.log(FIELD)).toEqual([])
    expect((await drafts.edit({ ...burst, edits: [good] })).version).toBe(1)
  })
})

describe('nothing is lost and nothing is entered twice', () => {
  it('[D4] knows its own edits again when the answer was lost after the commit', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    window.unsteady.plan.push('answer-lost')
    type(window, 'Lime ')
    type(window, 'first')
    await bench.time.advance(0)
    expect(window.sync.syncState()).toMatchObject({ pending: 2, trouble: { kind: 'lost' } })
    await bench.calm()
    expect((await bench.log(FIELD)).length).toBe(2)
    expect(await bench.textInCore(FIELD)).toBe('Lime first')
  })

  it('finishes when an answer never comes and a new connection does', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    window.unsteady.plan.push('no-answer')
    type(window, 'Lime')
    await bench.time.advance(60_000)
    expect(window.sync.syncState().pending).toBe(1)
    window.sync.reconnected()
    type(window, '!')
    await bench.time.advance(0)
    expect(window.sync.syncState().pending).toBe(0)
    expect((await bench.log(FIELD)).length).toBe(2)
  })

  it('keeps what is typed while the core is away and enters it when it is back', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'before ')
    await bench.time.advance(0)
    await bench.stop()
    for (const letter of 'during') type(window, letter)
    await bench.time.advance(20_000)
    expect(window.sync.syncState()).toMatchObject({ pending: 6, trouble: { kind: 'lost' } })
    await bench.start()
    await bench.time.advance(0)
    expect(window.sync.syncState()).toEqual({ pending: 0, trouble: undefined })
    expect(await bench.textInCore(FIELD)).toBe('before during')
  })

  it.each(['DISK_FULL', 'STORE_FAILED'] as const)(
    'says why while the store fails (%s) and tries every 3 s and with a key',
    async (code) => {
      await open()
      const window = await bench.textWindow(FIELD)
      await bench.time.advance(0)
      const full = failure(code, 'The disk is full.')
      window.unsteady.plan.push(full, full, full)
      type(window, 'a')
      await bench.time.advance(2_999)
      expect(window.unsteady.plan.length).toBe(2)
      expect(window.sync.syncState()).toEqual({ pending: 1, trouble: { kind: 'store', text: 'The disk is full.' } })
      await bench.time.advance(1)
      expect(window.unsteady.plan.length).toBe(1)
      type(window, 'b')
      await bench.time.advance(0)
      expect(window.unsteady.plan.length).toBe(0)
      await bench.time.advance(3_000)
      expect(window.sync.syncState()).toEqual({ pending: 0, trouble: undefined })
      expect(await bench.textInCore(FIELD)).toBe('ab')
    },
  )

  it('keeps the words when the task can no longer be written in, and enters them when it can again', async () => {
    await open()
    const { taskId } = bench
    const window = await bench.textWindow(FIELD)
    await bench.desk().tasks.undo({ taskId })
    type(window, 'still here')
    await bench.time.advance(10_000)
    expect(window.sync.syncState()).toMatchObject({ pending: 1, trouble: { kind: 'refused' } })
    expect(textOf(window)).toBe('still here')
    await bench.desk().tasks.take({ taskId })
    window.sync.resume()
    await bench.time.advance(0)
    expect(window.sync.syncState()).toEqual({ pending: 0, trouble: undefined })
    expect(await bench.textInCore(FIELD)).toBe('still here')
  })

  it('enters the whole text as one restored edit when an edit does not fit the text the core has', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'one ')
    await bench.time.advance(0)
    window.unsteady.plan.push(failure('BAD_EDIT', 'It does not fit.'))
    type(window, 'two')
    type(window, ' three')
    await bench.time.advance(0)
    expect(textOf(window)).toBe('one two three')
    expect(await bench.textInCore(FIELD)).toBe('one two three')
    expect((await bench.log(FIELD)).map((edit) => edit.origin)).toEqual(['typed', 'restored'])
  })

  it('says why, and keeps trying, when even the whole text is not taken', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    const tooLong = failure('BAD_EDIT', 'The text is longer than Understudy can keep.')
    window.unsteady.plan.push(tooLong, 'none', tooLong)
    type(window, 'long')
    await bench.time.advance(0)
    expect(window.sync.syncState()).toMatchObject({
      pending: 1,
      trouble: { kind: 'store', text: 'The text is longer than Understudy can keep.' },
    })
    expect(textOf(window)).toBe('long')
    await bench.time.advance(3_000)
    expect(await bench.textInCore(FIELD)).toBe('long')
  })
})

describe('a store that came back from a backup', () => {
  async function backupThen(windows: TextWindow[], after: () => Promise<void>): Promise<void> {
    await bench.calm()
    await bench.stop()
    const backup = makeTempFolder('backup')
    cpSync(bench.folder(), backup, { recursive: true })
    await bench.start()
    await after()
    await bench.calm()
    for (const { sync } of windows) expect(sync.syncState().pending).toBe(0)
    await bench.restart(backup)
    await bench.calm()
  }

  it('gets the window’s text as one edit, also when nothing was being typed', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'kept ')
    await backupThen([window], async () => {
      type(window, 'and ')
      type(window, 'newer')
    })
    expect(textOf(window)).toBe('kept and newer')
    expect(await bench.textInCore(FIELD)).toBe('kept and newer')
    expect((await bench.log(FIELD)).map((edit) => edit.origin)).toEqual(['typed', 'restored'])
  })

  it('gets it once when two windows show it', async () => {
    await open()
    const one = await bench.textWindow(FIELD)
    const two = await bench.textWindow(FIELD)
    type(one, 'kept ')
    await backupThen([one, two], async () => type(two, 'newer', 0))
    expect([textOf(one), textOf(two), await bench.textInCore(FIELD)]).toEqual(Array(3).fill('newerkept '))
    expect((await bench.log(FIELD)).length).toBe(2)
  })

  it('is noticed even when it has grown to the same number of edits since', async () => {
    await open()
    const window = await bench.textWindow(FIELD)
    type(window, 'a')
    await bench.calm()
    await bench.stop()
    const backup = makeTempFolder('backup')
    cpSync(bench.folder(), backup, { recursive: true })
    await bench.start()
    type(window, 'mine')
    await bench.calm()
    await bench.stop()
    const since = await openTestCore({ folder: backup, time: bench.time })
    const edits = [{ change: { changes: [1, [0, 'else']] }, origin: 'typed' as const }]
    await since.desk.drafts.edit({ taskId: bench.taskId, field: FIELD, version: 1, session: newId(), edits })
    await since.stop()
    await bench.start(backup)
    await bench.calm()
    expect(textOf(window)).toBe('amine')
    expect((await bench.log(FIELD)).map((edit) => edit.origin)).toEqual(['typed', 'typed', 'restored'])
  })
})

describe('two windows of one task', () => {
  it('[D3] come to the same text, and undo takes back only one’s own', async () => {
    await open()
    const one = await bench.textWindow(FIELD)
    const two = await bench.textWindow(FIELD)
    await bench.time.advance(0)
    type(one, 'north ', 0)
    type(two, 'south ', 0)
    await bench.calm()
    expect(textOf(one)).toBe(textOf(two))
    expect(textOf(one).length).toBe(12)
    expect(await bench.textInCore(FIELD)).toBe(textOf(one))
    undo(target(one))
    await bench.calm()
    expect([textOf(one), textOf(two)]).toEqual(['south ', 'south '])
  })
})

type Step =
  | { kind: 'type'; window: number; at: number; remove: number }
  | { kind: 'faults'; window: number; plan: (typeof faults)[number][] }
  | { kind: 'wait'; ms: number }
  | { kind: 'reconnect'; window: number }
  | { kind: 'release'; window: number }
  | { kind: 'restart' }
  | { kind: 'stop' }

const windowNo = fc.integer({ min: 0, max: 1 })
const typing = fc.record({
  kind: fc.constant('type' as const),
  window: windowNo,
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.2, noNaN: true })),
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: typing },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('faults' as const),
      window: windowNo,
      plan: fc.array(fc.constantFrom(...faults), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(0, 1, 300, 4_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reconnect' as const), window: windowNo }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), window: windowNo }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restart' as const, 'stop' as const) }) },
)

async function play(steps: readonly Step[]): Promise<void> {
  await open()
  const windows = [await bench.textWindow(FIELD), await bench.textWindow(FIELD)] as const
  let away = false
  let serial = 0
  for (const action of steps) {
    const window = windows['window' in action && action.window === 1 ? 1 : 0]
    switch (action.kind) {
      case 'type': {
        const { length } = window.sync.state().doc
        const from = Math.floor(action.at * length)
        const to = Math.min(length, from + Math.floor(action.remove * length))
        window.edits += 1
        window.sync.dispatch({ changes: { from, to, insert: `<${serial++}>` }, userEvent: 'input.type' })
        break
      }
      case 'faults':
        window.unsteady.plan.push(...action.plan)
        break
      case 'wait':
        await bench.time.advance(action.ms)
        break
      case 'reconnect':
        window.sync.reconnected()
        break
      case 'release':
        await window.unsteady.releaseLate()
        break
      case 'restart':
        if (away) await bench.start()
        else await bench.restart()
        away = false
        break
      case 'stop':
        if (!away) await bench.stop()
        away = true
        break
    }
  }
  await bench.calm()
  const log = await bench.log(FIELD)
  const text = replayLog(log)
  expect(windows.map(textOf)).toEqual([text, text])
  expect(await bench.textInCore(FIELD)).toBe(text)
  // Each edit that a window made is in the log exactly once, in the order in which it was made.
  for (const { session, edits } of windows) {
    expect(log.filter((edit) => edit.session === session).length).toBe(edits)
  }
  const written = log.flatMap((edit) => JSON.stringify(edit.change).match(/<\d+>/g) ?? [])
  expect(new Set(written).size).toBe(written.length)
  await bench.close()
}

describe('whatever happens to connection and core', () => {
  it('leaves the same text in both windows, the draft and the log, with each edit there once', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31)
    console.log(`seed ${seed}`)
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), play), { seed, numRuns: 60 })
  }, 300_000)
})
