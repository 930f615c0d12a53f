import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { readDocx } from '../../../src/renderer/documents/read-docx.ts'
import { readPptx } from '../../../src/renderer/documents/read-pptx.ts'
import { readXlsx } from '../../../src/renderer/documents/read-xlsx.ts'
import { readProperties, removeProperties } from '../../../src/renderer/documents/properties.ts'
import { readZip, type Zip } from '../../../src/renderer/documents/zip.ts'
import type { Result } from '../../../src/shared/domain/result.ts'
import { skipAloud } from '../../support/hub/skip-aloud.ts'
import { sharedData } from '../../support/shared-data.ts'

/** The 58 files of office work, each read as the window reads it and cleaned. */

const folder = sharedData('attachments')
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'manifest.tsv') : []
const isOffice = (name: string): boolean => /\.(docx|xlsx|pptx)$/.test(name)
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(`${folder}/${name}`))

function zipOf(bytes: Uint8Array): Zip {
  const zip = readZip(bytes)
  if (!zip.ok) throw new Error(zip.error)
  return zip.value
}

/** The packed bytes of every part, with its header but for where it lies. */
function partsOf(zip: Zip): Map<string, string> {
  return new Map(
    zip.entries.map(({ name, headerAt, dataEnd }) => [
      name,
      Buffer.from(zip.bytes.subarray(headerAt, dataEnd)).toString('base64'),
    ]),
  )
}

/** What the window shows of a file: blocks of a document, sheets or slides. */
async function piecesOf(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  if (name.endsWith('.docx')) return asTexts(await readDocx(bytes), ({ tree }) => tree.children)
  if (name.endsWith('.xlsx')) return asTexts(await readXlsx(bytes), ({ sheets }) => sheets)
  return asTexts(readPptx(bytes), (slides) => slides)
}

function asTexts<T>(read: Result<T, string>, pieces: (value: T) => readonly unknown[]): readonly string[] {
  if (!read.ok) throw new Error(read.error)
  return pieces(read.value).map((piece) => JSON.stringify(piece))
}

describe('58 files of office work', () => {
  beforeEach((context) => {
    if (names.length === 0) skipAloud(context, 'the shared data is not beside the project: attachments')
  })

  it('are all there', () => expect(names).toHaveLength(58))

  it('are read: text of documents, cells of sheets, words on slides', async () => {
    for (const name of names.filter(isOffice)) {
      const pieces = await piecesOf(name, bytesOf(name))
      expect(pieces.length, `pieces of ${name}`).toBeGreaterThan(0)
      expect(pieces.join(''), `words of ${name}`).toMatch(/\p{L}{3}/u)
    }
  })

  it('are without their properties afterwards, and every other part is the same to the byte', async () => {
    for (const name of names.filter(isOffice)) {
      const bytes = bytesOf(name)
      const cleaned = await removeProperties(bytes)
      if (!cleaned.ok) throw new Error(`${name}: ${cleaned.error}`)
      expect(cleaned.value.removed, `in ${name}`).toContain('Last changed on')
      const before = partsOf(zipOf(bytes))
      const after = partsOf(zipOf(cleaned.value.bytes))
      expect([...after.keys()], `in ${name}`).toEqual([...before.keys()])
      const changed = [...before].filter(([part, packed]) => after.get(part) !== packed).map(([part]) => part)
      expect(
        changed.every((part) => /^docProps\/(core|app|custom)\.xml$/.test(part)),
        `${name}: ${changed.join(', ')}`,
      ).toBe(true)
      // A reader that knows nothing of us can still open it, and finds the same.
      expect(await piecesOf(name, cleaned.value.bytes), `in ${name}`).toEqual(await piecesOf(name, bytes))
    }
  })

  it('say nothing of a person any more once they are cleaned', async () => {
    for (const name of names.filter((one) => isOffice(one) || /\.(pdf|png)$/.test(one))) {
      const cleaned = await removeProperties(bytesOf(name))
      if (!cleaned.ok) throw new Error(`${name}: ${cleaned.error}`)
      const read = await readProperties(cleaned.value.bytes)
      expect(read.ok && read.value?.removable, `in ${name}`).toEqual([])
    }
  })
})
