import { expect, it } from 'vitest'
import { textsOf } from '../../../src/renderer/editor/dropped-files.ts'

it('reads texts that are dropped in the encoding they have, and leaves out what is none or cannot be read', async () => {
  const words = 'Gerät;Größe\nKöln;5 €\n'
  const windows = Uint8Array.from(Buffer.from(words.replace('€', '\x80'), 'latin1'))
  const utf16 = Uint8Array.from(Buffer.from(`\uFEFF${words}`, 'utf16le'))
  const files = [
    new File([words], 'utf-8.csv'),
    new File([`\uFEFF${words}`], 'excel.csv'),
    new File([windows], 'windows.csv'),
    new File([utf16], 'unicode.txt'),
    new File([Uint8Array.from(Buffer.from('Café', 'latin1'))], 'short.txt'),
    new File([new Uint8Array(64)], 'picture.txt'),
    { arrayBuffer: () => Promise.reject(new Error('the stick was pulled out')) },
  ]
  expect(await textsOf(files)).toEqual([words, words, words, words, 'Café'])
})
