import { ORPCError } from '@orpc/client'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createUploads } from '../../../src/renderer/state/draft-uploads.ts'

it('a file whose adding is cancelled while its last bytes are on their way does not come into the work', async () => {
  const called: string[] = []
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<{ received: number }>()
  const files = {
    begin: async () => ({ uploadId: 'one', partBytes: 1_000 }),
    part: async () => {
      asked.resolve()
      return answer.promise
    },
    finish: async () => called.push('finish'),
    cancel: async () => called.push('cancel'),
  }
  const uploads = createUploads({ files } as unknown as Desk, 'this-window', () => called.push('filed'))
  uploads.add('task', 'files', [new File(['lime'], 'wrong.csv')])
  await asked.promise
  uploads.cancel(uploads.store.getState().uploads[0]?.key ?? 0)
  answer.resolve({ received: 4 })
  while (uploads.isAdding()) await turn()
  expect(called).toEqual(['cancel'])
  expect(uploads.store.getState().uploads).toEqual([])
})

type Begun = { readonly name: string; readonly again?: boolean; readonly replaces?: object }

/** Uploads to a core that does with each call what it is told; parts are of two bytes. */
function toCore(told: Partial<Record<'begin' | 'part' | 'finish', (Error | undefined)[]>>) {
  const begun: Begun[] = []
  const called: string[] = []
  const filed: string[] = []
  const call = (name: 'begin' | 'part' | 'finish'): void => {
    called.push(name)
    const error = told[name]?.shift()
    if (error !== undefined) throw error
  }
  const files = {
    begin: async (input: Begun) => {
      begun.push(input)
      call('begin')
      return { uploadId: 'one', partBytes: 2 }
    },
    part: async ({ offset }: { offset: number }) => {
      call('part')
      return { received: offset + 2 }
    },
    finish: async () => call('finish'),
    cancel: async () => called.push('cancel'),
  }
  const uploads = createUploads({ files } as unknown as Desk, 'this-window', (field) => filed.push(field))
  return { uploads, begun, called, filed, list: () => uploads.store.getState().uploads }
}

const away = (): Error => new ORPCError('DISCONNECTED', { data: { text: 'The desk does not answer.' } })
const lime = (name: string): File => new File(['lime'], name)

it('files come in one after another, also behind one that is refused, which stays in sight with the reason', async () => {
  const refusal = new ORPCError('REFUSED', { data: { text: 'It is empty.' } })
  const { uploads, begun, called, filed, list } = toCore({ begin: [refusal] })
  uploads.add('task', 'files', [lime('empty.csv'), lime('soil.csv')])
  expect(list().map(({ name, received }) => [name, received])).toEqual([
    ['empty.csv', 0],
    ['soil.csv', 0],
  ])
  while (uploads.isAdding()) await turn()
  expect(begun.map(({ name }) => name)).toEqual(['empty.csv', 'soil.csv'])
  expect(called).toEqual(['begin', 'begin', 'part', 'part', 'finish'])
  expect(filed).toEqual(['files'])
  // The core would say the same again.
  expect(list()).toMatchObject([{ name: 'empty.csv', problem: 'It is empty.', canRetry: false }])
  uploads.cancel(list()[0]?.key ?? 0)
  expect(list()).toEqual([])
})

it('a file whose connection broke is tried again from its start, and told to be the same once the core was asked to add it', async () => {
  const { uploads, begun, called, filed, list } = toCore({ part: [undefined, away()], finish: [away()] })
  uploads.add('task', 'files', [lime('soil.csv')])
  while (uploads.isAdding()) await turn()
  expect(list()).toMatchObject([{ problem: 'The desk does not answer.', canRetry: true, received: 2 }])
  uploads.retry(list()[0]?.key ?? 0)
  expect(list()).toEqual([expect.not.objectContaining({ problem: expect.anything() })])
  expect(list()).toMatchObject([{ received: 0 }])
  while (uploads.isAdding()) await turn()
  uploads.retry(list()[0]?.key ?? 0)
  while (uploads.isAdding()) await turn()
  expect(begun.map(({ again }) => again)).toEqual([undefined, undefined, true])
  // What had come of it does not stay.
  expect(called.filter((name) => name === 'cancel')).toHaveLength(2)
  expect(filed).toEqual(['files'])
  expect(list()).toEqual([])
})

it('a file that waits behind another one and is cancelled never begins', async () => {
  const { uploads, begun, list } = toCore({})
  uploads.add('task', 'files', [lime('soil.csv'), lime('wrong.csv')])
  uploads.cancel(list()[1]?.key ?? 0)
  expect(list().map(({ name }) => name)).toEqual(['soil.csv'])
  while (uploads.isAdding()) await turn()
  expect(begun.map(({ name }) => name)).toEqual(['soil.csv'])
})

it('a file that takes the place of another one says of which, and it is told when it has', async () => {
  const { uploads, begun } = toCore({})
  let done = 0
  const replaces = { name: 'soil.csv', sha256: 'a'.repeat(64), removed: ['Author'] }
  uploads.replace('task', 'files', lime('soil.csv'), replaces, () => (done += 1))
  expect(done).toBe(0)
  while (uploads.isAdding()) await turn()
  expect(begun).toMatchObject([{ name: 'soil.csv', replaces }])
  expect(done).toBe(1)
})
