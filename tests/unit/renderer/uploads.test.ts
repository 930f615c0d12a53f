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
