import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream'

export type TextLine =
  | { readonly line: number; readonly text: string }
  | { readonly line: number; readonly problem: string }

const longest = 50_000_000

/** The bytes of a file, unpacked where its name ends in .gz. */
export function openBytes(path: string): AsyncIterable<Buffer> {
  const file = createReadStream(path)
  // With a callback, an error of the file reaches the reader through the last stream.
  return path.toLowerCase().endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file
}

/** Lines that are not empty, numbered as an editor numbers them. A line that is not UTF-8 is a problem of its own. */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
  let line = 0
  let rest: Buffer[] = []
  let restLength = 0
  const finish = (last: Buffer): TextLine | undefined => {
    line += 1
    const whole = restLength === 0 ? last : Buffer.concat([...rest, last])
    rest = []
    restLength = 0
    if (whole.length > longest) return { line, problem: 'is longer than 50 MB' }
    try {
      const text = decoder.decode(whole).trim()
      return text === '' ? undefined : { line, text }
    } catch {
      return { line, problem: 'is not UTF-8 text; save the file anew as UTF-8' }
    }
  }
  for await (const chunk of bytes) {
    let from = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
      const found = finish(chunk.subarray(from, end))
      if (found !== undefined) yield found
      from = end + 1
    }
    // What is too long is not collected any further; its length is enough to say so.
    if (restLength <= longest) rest.push(chunk.subarray(from))
    restLength += chunk.length - from
  }
  const found = restLength > 0 ? finish(Buffer.alloc(0)) : undefined
  if (found !== undefined) yield found
}

export type JsonLine =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly problem: string }

/** JSON Lines: one value a line. */
export async function* readJsonLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<JsonLine> {
  for await (const entry of readLines(bytes)) {
    if ('problem' in entry) {
      yield entry
      continue
    }
    let value: unknown
    try {
      value = JSON.parse(entry.text)
    } catch {
      yield { line: entry.line, problem: 'is not JSON; write one whole object on each line' }
      continue
    }
    yield { line: entry.line, value }
  }
}
