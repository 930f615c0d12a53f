import { isUtf8 } from 'node:buffer'

/** A line, counted as an editor counts, that is no UTF-8. */
export class NotUtf8 extends Error {
  readonly line: number
  constructor(line: number) {
    super('is not UTF-8 text; save the table anew as "CSV UTF-8"')
    this.line = line
  }
}

/**
 * Passes bytes on as far as they are UTF-8. A table from Excel is often in an older encoding, and its letters would be
 * replaced without a word. What begins as UTF-16 is left to the parser.
 * @throws NotUtf8
 */
export async function* utf8Bytes(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let line = 1
  let rest: Buffer[] = []
  let isUtf16: boolean | undefined
  const check = (part: Buffer): void => {
    if (isUtf8(part)) return
    for (let from = 0; from < part.length; line++) {
      const end = part.indexOf(10, from) + 1 || part.length
      if (!isUtf8(part.subarray(from, end))) throw new NotUtf8(line)
      from = end
    }
  }
  for await (const chunk of bytes) {
    isUtf16 ??= chunk[0] === 0xff && chunk[1] === 0xfe
    const end = isUtf16 ? 0 : chunk.lastIndexOf(10) + 1
    if (end > 0) {
      const lines = Buffer.concat([...rest, chunk.subarray(0, end)])
      check(lines)
      for (let at = lines.indexOf(10); at !== -1; at = lines.indexOf(10, at + 1)) line += 1
      rest = []
    }
    if (!isUtf16) rest.push(chunk.subarray(end))
    yield chunk
  }
  check(Buffer.concat(rest))
}
