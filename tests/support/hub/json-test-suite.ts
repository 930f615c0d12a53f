import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sharedData } from '../shared-data.ts'

const path = sharedData('hostile/JSONTestSuite.tar.gz')

/** Why the suite cannot be used here, or undefined. */
export const suiteMissing: string | undefined = existsSync(path)
  ? undefined
  : 'the shared data (../shared/data) is not here'

export type JsonCase = {
  readonly name: string
  /** `yes`: every parser takes it; `no`: none may; `either`: parsers differ (numbers without end, broken UTF-8). */
  readonly isJson: 'yes' | 'no' | 'either'
  readonly bytes: Buffer
}

/** Nicolas Seriot's JSONTestSuite ("Parsing JSON is a Minefield"), the 318 cases of `test_parsing`. */
export function jsonTestSuite(): JsonCase[] {
  const tar = gunzipSync(readFileSync(path))
  const cases: JsonCase[] = []
  // ustar: a header of 512 bytes, then the file, filled up to 512.
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const name = field(tar, at, 100)
    const size = Number.parseInt(field(tar, at + 124, 12), 8)
    const short = /^test_parsing\/((.)_.*\.json)$/.exec(name)
    if (short !== null) {
      const isJson = short[2] === 'y' ? 'yes' : short[2] === 'n' ? 'no' : 'either'
      cases.push({ name: short[1] ?? '', isJson, bytes: tar.subarray(at + 512, at + 512 + size) })
    }
    at += 512 + Math.ceil(size / 512) * 512
  }
  return cases
}

function field(tar: Buffer, at: number, length: number): string {
  return tar.toString('latin1', at, at + length).split('\0')[0] ?? ''
}
