import { afterEach, expect, test, vi } from 'vitest'
import { copyText } from '../../../src/renderer/state/copy-text.ts'

afterEach(() => vi.unstubAllGlobals())

function copying(writeText: (text: string) => Promise<void>) {
  vi.stubGlobal('navigator', { clipboard: { writeText } })
  const said: string[] = []
  const complained: string[] = []
  const toasts = { say: (text: string) => void said.push(text), complain: (text: string) => void complained.push(text) }
  return { said, complained, done: copyText('last words', 'Copied.', toasts) }
}

test('what was copied is said', async () => {
  const written: string[] = []
  const { said, complained, done } = copying(async (text) => void written.push(text))
  await done
  expect({ written, said, complained }).toEqual({ written: ['last words'], said: ['Copied.'], complained: [] })
})

test('a clipboard that is refused is said to be, and breaks nothing', async () => {
  const { said, complained, done } = copying(async () => {
    throw new DOMException('Write permission denied.', 'NotAllowedError')
  })
  await done
  expect(said).toEqual([])
  expect(complained).toEqual([expect.stringContaining('Nothing was copied')])
})
