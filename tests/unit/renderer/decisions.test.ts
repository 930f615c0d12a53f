import { ORPCError } from '@orpc/client'
import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import type { OpenDraft } from '../../../src/renderer/state/draft.ts'
import { createDecisions } from '../../../src/renderer/state/draft-decisions.ts'
import { createToasts, type ToastContent } from '../../../src/renderer/state/toasts.ts'

const row = { id: 'task', sample: false }
const missing = { field: 'plan', label: 'Plan', code: 'empty', text: 'Nothing written yet.' } as const
let asked: string[]
/** Calls that the core refuses. */
let refused: Map<string, Error>
let told: ToastContent[]
let draft: { missing: readonly (typeof missing)[]; isAdding: boolean; isSaved: boolean }

beforeEach(() => {
  asked = []
  refused = new Map()
  told = []
  draft = { missing: [], isAdding: false, isSaved: true }
})

function decisions() {
  const call = (name: string) => async (): Promise<object> => {
    await turn()
    const error = refused.get(name)
    if (error !== undefined) throw error
    asked.push(name)
    return {}
  }
  const desk = {
    tasks: Object.fromEntries(['take', 'undo', 'decline'].map((name) => [name, call(name)])),
    work: Object.fromEntries(['send', 'undoSend'].map((name) => [name, call(name)])),
  } as unknown as Desk
  const place = { visibleToasts: [], add: (content: ToastContent) => `${told.push(content)}`, close: () => {} }
  return createDecisions(
    desk,
    createToasts(place, () => 0),
  )
}

function openDraft(): OpenDraft {
  return {
    check: () => draft.missing,
    settled: async () => draft.isSaved,
    uploads: { isAdding: () => draft.isAdding },
  } as unknown as OpenDraft
}

const no = (text: string): Error => new ORPCError('WRONG_STATE', { data: { text } })
const words = (): string[] => told.map(({ text, tone }) => (tone === 'problem' ? `problem: ${text}` : text))

describe('work', () => {
  it('is sent once nothing is missing and all of it is saved, and can be taken back', async () => {
    expect(await decisions().send(openDraft(), row)).toEqual([])
    expect(asked).toEqual(['send'])
    expect(words()).toEqual(['Finished. It goes to the hub as soon as it can.'])
    told[0]?.undo?.()
    await expect.poll(words).toHaveLength(2)
    expect(asked).toEqual(['send', 'undoSend'])
    expect(words()[1]).toBe('Taken back')
  })

  it('of the sample is said to stay on this computer', async () => {
    expect(await decisions().send(openDraft(), { ...row, sample: true })).toEqual([])
    expect(words()).toEqual(['Finished. This is the sample: it stays on this computer.'])
  })

  it('of which something is missing is not sent, whether the window finds it or the core', async () => {
    draft.missing = [missing]
    expect(await decisions().send(openDraft(), row)).toEqual([missing])
    draft.missing = []
    refused.set('send', new ORPCError('INCOMPLETE', { data: { missing: [missing] } }))
    expect(await decisions().send(openDraft(), row)).toEqual([missing])
    expect(asked).toEqual([])
    expect(told).toEqual([])
  })

  it('whose last words are not saved is not sent', async () => {
    draft.isSaved = false
    expect(await decisions().send(openDraft(), row)).toBeUndefined()
    expect(asked).toEqual([])
    expect(words()).toEqual([expect.stringMatching(/^problem: Not sent: the last words are not saved yet/)])
  })

  it('that the core refuses is not said to be finished', async () => {
    refused.set('send', no('It was withdrawn.'))
    expect(await decisions().send(openDraft(), row)).toBeUndefined()
    await decisions().sendAsItIs(row)
    expect(words()).toEqual(['problem: It was withdrawn.', 'problem: It was withdrawn.'])
  })

  it('that has arrived is not said to be taken back', async () => {
    refused.set('undoSend', no('The hub has it.'))
    await decisions().sendAsItIs(row)
    expect(words()).toEqual(['It goes to the hub as it is, as soon as it can.'])
    told[0]?.undo?.()
    await expect.poll(words).toHaveLength(2)
    expect(words()[1]).toBe('problem: The hub has it.')
  })
})

describe('a task', () => {
  it('is taken, gone on with here or given back, each with a way back', async () => {
    expect(await decisions().take(row)).toBe(true)
    await decisions().continueHere('task')
    expect(await decisions().giveBack(openDraft(), row, '')).toBe(true)
    expect(asked).toEqual(['take', 'take', 'decline'])
    expect(words()).toEqual([
      'The task is yours.',
      'You continue here. Time that counted on the other computer stays there and is not claimed from here.',
      'Given back. It goes to somebody else.',
    ])
    for (const { undo } of told.slice()) undo?.()
    await expect.poll(() => asked.filter((name) => name === 'undo')).toHaveLength(3)
    await expect.poll(() => words().filter((text) => text === 'Taken back')).toHaveLength(3)
  })

  it('that cannot be had or given back says why, and offers no way back', async () => {
    refused.set('take', no('Somebody has it.')).set('decline', no('It was sent.')).set('undo', no('Too late.'))
    expect(await decisions().take(row)).toBe(false)
    await decisions().continueHere('task')
    expect(await decisions().decline(row, 'No trees here.')).toBe(false)
    expect(words()).toEqual(['problem: Somebody has it.', 'problem: Somebody has it.', 'problem: It was sent.'])
    refused.delete('take')
    await decisions().take(row)
    told.at(-1)?.undo?.()
    await expect.poll(words).toHaveLength(5)
    expect(words()[4]).toBe('problem: Too late.')
  })

  it('is not given back while a file is still being added', async () => {
    draft.isAdding = true
    expect(await decisions().giveBack(openDraft(), row, '')).toBe(false)
    expect(asked).toEqual([])
    expect(words()).toEqual([expect.stringMatching(/^problem: Not given back yet/)])
  })
})
