import { crc32, deflateRawSync } from 'node:zlib'

/** An entry of a zip as its maker likes it: what the list says need not be what lies in it. */
export type RawEntry = {
  readonly name: string | Buffer
  readonly bytes: Buffer
  readonly deflate?: boolean
  /** Unix mode, type bits and all. */
  readonly mode?: number
  /** The size that is declared, where it is not the true one. */
  readonly declared?: number
  readonly flags?: number
  readonly method?: number
  /** Share the data of the first entry instead of having some. */
  readonly sharesFirst?: boolean
}

/** Writes a zip byte by byte (APPNOTE 4.3), because no library writes the ones that are wanted here. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const data = entry.deflate === true ? deflateRawSync(entry.bytes) : entry.bytes
    const method = entry.method ?? (entry.deflate === true ? 8 : 0)
    const size = entry.declared ?? entry.bytes.length
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(entry.flags ?? 0x800, 2)
    common.writeUInt16LE(method, 4)
    common.writeUInt32LE(crc32(entry.bytes), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(size, 18)
    common.writeUInt16LE(name.length, 22)
    const at = entry.sharesFirst === true ? 0 : offset
    if (entry.sharesFirst !== true) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data])
      parts.push(local)
      offset += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0o100_644) << 16) >>> 0, 6)
    tail.writeUInt32LE(at, 10)
    const madeBy = Buffer.from([20, 3])
    central.push(Buffer.concat([Buffer.from('PK\x01\x02'), madeBy, common, tail, name]))
  }
  const list = Buffer.concat(central)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(list.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), end])
}
