import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSealed } from '../../src/sealed/open-sealed.ts'
import { usualSealedLimits } from '../../src/shared/sealed/check-entries.ts'
import { createRandom } from '../support/random.ts'
import { sharedData } from '../support/shared-data.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import {
  feed,
  goodEntries,
  headOf,
  ids,
  makeSealed,
  makeSealKey,
  manifestFor,
  soil,
} from '../support/sealed/make-sealed.ts'
import { type RawEntry, rawZip } from '../support/sealed/raw-zip.ts'
import { sha256Of } from '../support/sync/sealed-bytes.ts'

const key = makeSealKey()
let home: string
let inside: string
let count = 0
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'understudy-hostile-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))
beforeEach(() => {
  // Three folders deep, so that what climbs out of it is seen.
  inside = join(home, String(count++), 'a', 'b', 'inside')
  mkdirSync(inside, { recursive: true })
})

/** Reads bytes as a sealed file to the end. @returns the code of the refusal, or what was unpacked */
async function read(bytes: Buffer, limits = usualSealedLimits): Promise<string | Record<string, string>> {
  const path = join(inside, '..', 'x.understudy')
  writeFileSync(path, bytes)
  const opened = await openSealed(path, limits)
  if (!opened.ok) return checked(opened.error)
  try {
    if (!opened.value.isSealedBy(key.publicKey)) return 'wrong-signature'
    const unpacked = await opened.value.unpack(inside)
    if (!unpacked.ok) return checked(unpacked.error)
    return Object.fromEntries([...unpacked.value].map(([name, place]) => [name, sha256Of(readFileSync(place))]))
  } finally {
    opened.value.close()
    expect(readdirSync(join(inside, '..')).sort(), 'nothing lies outside of the folder').toEqual([
      'inside',
      'x.understudy',
    ])
  }
}

/** Every refusal says that nothing was read in, in whole sentences. */
function checked({ code, text }: { code: string; text: string }): string {
  expect(text).toMatch(/^[A-Z].*(Nothing was read in|nothing was read in|nobody can say).*\.$/s)
  return code
}

const whole = {
  'feed.jsonl': sha256Of(feed),
  [`files/${sha256Of(soil)}`]: sha256Of(soil),
}
/** A sealed file whose list has something more than its manifest. */
const withMore = (more: RawEntry): Buffer =>
  rawZip([...headOf(manifestFor(goodEntries, key), key), ...goodEntries, more])

describe('a sealed file', () => {
  it('that is sound is unpacked as it was sealed [C1]', async () => {
    expect(await read(makeSealed(key))).toEqual(whole)
  })

  it.each([
    ['climbs out of its folder', '../../evil.sh'],
    ['climbs out with Windows slashes', '..\\..\\evil.sh'],
    ['begins at the root', '/etc/cron.d/evil'],
    ['names a drive', 'C:\\Windows\\evil.exe'],
    ['names a device', 'files/con'],
    ['hides a climb in its middle', `files/../../${'a'.repeat(64)}`],
    ['looks like a file but has another case', `files/${sha256Of(soil).toUpperCase()}`],
    ['ends in a NUL', 'feed.jsonl\0.png'],
    ['is a folder', 'files/'],
    ['is empty', ''],
  ])('with an entry whose name %s is refused [C1]', async (_what, name) => {
    expect(await read(withMore({ name, bytes: Buffer.from('x') }))).toBe('strange')
  })

  it.each([
    ['a link', { name: `files/${'b'.repeat(64)}`, bytes: Buffer.from('/etc/passwd'), mode: 0o120_777 }, 'strange'],
    ['a device', { name: `files/${'b'.repeat(64)}`, bytes: Buffer.from(''), mode: 0o020_666 }, 'strange'],
    ['an entry twice', { name: 'feed.jsonl', bytes: feed }, 'strange'],
    ['a second manifest', { name: 'manifest.json', bytes: Buffer.from('{}') }, 'strange'],
    ['an entry that its manifest does not name', { name: 'operations.jsonl', bytes: Buffer.from('{}\n') }, 'strange'],
    ['a locked entry', { name: 'operations.jsonl', bytes: Buffer.from('{}'), flags: 0x801 }, 'strange'],
    [
      'an entry packed in an unknown way',
      { name: 'operations.jsonl', bytes: Buffer.from('{}'), method: 14 },
      'strange',
    ],
  ] as const)('with %s is refused [C1]', async (_what, more, code) => {
    expect(await read(withMore(more))).toBe(code)
  })

  it('with a link in it is refused even where its manifest names the link [C1]', async () => {
    const target = Buffer.from('/etc/passwd')
    const link = { name: `files/${sha256Of(target)}`, bytes: target, mode: 0o120_777 }
    const entries = [...goodEntries, link]
    expect(await read(rawZip([...headOf(manifestFor(entries, key), key), ...entries]))).toBe('strange')
    const plain = [...goodEntries, { ...link, mode: 0o100_644 }]
    expect(await read(rawZip([...headOf(manifestFor(plain, key), key), ...plain]))).toHaveProperty([link.name])
  })

  it('that lacks an entry, or has other bytes or another size than its manifest says, is refused [C1]', async () => {
    const [news, file] = goodEntries
    const head = headOf(manifestFor(goodEntries, key), key)
    if (news === undefined || file === undefined) throw new Error('no entries')
    expect(await read(rawZip([...head, news]))).toBe('damaged')
    const other = Buffer.from(soil)
    other[3] = 65
    expect(await read(rawZip([...head, news, { ...file, bytes: other }]))).toBe('damaged')
    expect(await read(rawZip([...head, news, { ...file, bytes: soil.subarray(1) }]))).toBe('damaged')
    expect(await read(rawZip([...head, news, { ...file, bytes: soil.subarray(1), declared: soil.length }]))).toBe(
      'damaged',
    )
  })

  it.each<[string, Partial<RawEntry>, string]>([
    ['promises four gigabytes', { declared: 0xffff_fff0 }, 'too-large'],
    ['packs forty megabytes of nothing', { bytes: Buffer.alloc(40_000_000), deflate: true }, 'too-large'],
    ['gives more than it says', { bytes: Buffer.alloc(4_000_000), deflate: true, declared: 900 }, 'too-large'],
  ])('that %s is refused before it fills the disk [C1]', async (_what, bomb, code) => {
    const name = `files/${'c'.repeat(64)}`
    const entry: RawEntry = { name, bytes: Buffer.from('x'), ...bomb }
    const size = entry.declared ?? entry.bytes.length
    const promised = { entries: [{ name, size, sha256: 'c'.repeat(64) }] }
    const limits = { ...usualSealedLimits, totalBytes: 1_000_000_000 }
    expect(await read(rawZip([...headOf(manifestFor([], key, promised), key), entry]), limits)).toBe(code)
    const written = readdirSync(inside).map((file) => readFileSync(join(inside, file)).length)
    expect(Math.max(0, ...written)).toBeLessThanOrEqual(1_000)
  })

  it('whose parts are too large together is refused, though none is by itself [C1]', async () => {
    const parts = ['x', 'y'].map((letter): RawEntry => {
      const bytes = Buffer.alloc(600_000, letter)
      return { name: `files/${sha256Of(bytes)}`, bytes }
    })
    const bytes = makeSealed(key, [...goodEntries, ...parts])
    expect(await read(bytes, { ...usualSealedLimits, totalBytes: 1_000_000 })).toBe('too-large')
    expect(await read(bytes, { ...usualSealedLimits, totalBytes: 1_300_000 })).toMatchObject(whole)
  })

  it('whose entries lie over each other is refused [C1]', async () => {
    const big = Buffer.alloc(300_000, 'x')
    const names = Array.from({ length: 20 }, (_, i) => `files/${String(i).padStart(64, '0')}`)
    const promised = { entries: names.map((name) => ({ name, size: big.length, sha256: sha256Of(big) })) }
    const shared = names.map((name): RawEntry => ({ name, bytes: big, sharesFirst: true }))
    const head = headOf(manifestFor([], key, promised), key)
    const [first = { name: '', bytes: big }] = shared
    expect(await read(rawZip([{ ...first, sharesFirst: false }, ...head, ...shared.slice(1)]))).toBe('too-large')
  })

  it('of a newer form says so, before its parts are looked at; one of an older program is none [C1]', async () => {
    const later = manifestFor(goodEntries, key, { version: 2, kind: 'invoice', entries: 'elsewhere' })
    expect(await read(rawZip([...headOf(later, key), ...goodEntries]))).toBe('newer')
    const parts = [...goodEntries, { name: 'time.jsonl', bytes: Buffer.from('{}\n') }]
    expect(await read(makeSealed(key, parts, { version: 2 }))).toBe('newer')
    expect(await read(makeSealed(key, parts))).toBe('damaged')
    const none = manifestFor(goodEntries, key, { format: 'zip' })
    expect(await read(rawZip([...headOf(none, key), ...goodEntries]))).toBe('not-sealed')
  })

  it('that is unsigned, signed by another key, or signed and then changed is refused [C2]', async () => {
    const [manifest, signature] = headOf(manifestFor(goodEntries, key), key)
    if (manifest === undefined || signature === undefined) throw new Error('no head')
    expect(await read(rawZip([manifest, ...goodEntries]))).toBe('unsigned')
    expect(await read(makeSealed(makeSealKey()))).toBe('wrong-signature')
    const [changed] = headOf(manifestFor(goodEntries, key, { madeAt: 5 }), key)
    if (changed === undefined) throw new Error('no head')
    expect(await read(rawZip([changed, signature, ...goodEntries]))).toBe('wrong-signature')
    for (const text of [
      '',
      'a.b.c',
      'e30.e30.e30',
      `${String(signature.bytes)}.x`,
      String(signature.bytes).replace(/\..*\./, '..'),
    ]) {
      expect(await read(rawZip([manifest, { ...signature, bytes: Buffer.from(text) }, ...goodEntries]))).toBe(
        'wrong-signature',
      )
    }
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('Dear hub,\n')],
    [
      'a zip of something else',
      rawZip([
        { name: 'manifest.json', bytes: Buffer.from('{"name":"x"}') },
        { name: 'signature.jws', bytes: Buffer.from('a.b.c') },
      ]),
    ],
    ['an empty zip', rawZip([])],
  ])('that is %s is no sealed file [C1]', async (_what, bytes) => {
    expect(await read(bytes)).toBe('not-sealed')
  })

  it('that was cut off anywhere is refused [C1]', async () => {
    const good = makeSealed(key)
    for (let length = 0; length < good.length; length += 37) {
      expect(['not-sealed', 'damaged']).toContain(await read(good.subarray(0, length)))
    }
  })

  it('with a bit turned in its list of contents is damaged, and not from another hub or somebody else [C1] [C2]', async () => {
    const [manifest, signature] = headOf(manifestFor(goodEntries, key), key)
    if (manifest === undefined || signature === undefined) throw new Error('no head')
    // Stored as they are, so that each turned bit is one of theirs.
    const good = rawZip([{ ...manifest, deflate: false }, signature, ...goodEntries])
    for (const part of [Buffer.from(ids.hub), Buffer.from('Ada Field'), Buffer.from(signature.bytes)]) {
      const bytes = Buffer.from(good)
      const at = bytes.indexOf(part) + part.length - 1
      bytes[at] = (bytes[at] ?? 0) ^ 1
      expect(await read(bytes)).toBe('damaged')
    }
  })

  it('with a byte flipped anywhere is refused, or is the same for all that is used of it (seeded) [C1]', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
    console.log(`seed ${seed}`)
    const good = makeSealed(key)
    const random = createRandom(seed).fraction
    const codes = new Map<string, number>()
    const other: string[] = []
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(good)
      for (let flips = 1 + (i % 3); flips > 0; flips--) {
        const at = Math.floor(random() * bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      }
      const found = await read(bytes)
      const isSame = isDeepStrictEqual(found, whole)
      if (typeof found === 'object' && !isSame) other.push(`seed ${seed}, round ${i}`)
      const code = typeof found === 'string' ? found : 'the same'
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    expect(other).toEqual([])
    console.log([...codes].map(([code, n]) => `${code} ${n}`).join(', '))
  })
})

describe('names from the wild', () => {
  const needed = [
    'hostile/snyk-zip-slip.zip',
    'hostile/snyk-zip-slip-win.zip',
    'hostile/directory_traversal.txt',
    'hostile/deep_traversal.txt',
    'hostile/blns.json',
  ]
  const missing = needed.filter((path) => !existsSync(sharedData(path)))

  it('are refused, every one: zip-slip archives, lists of paths, naughty strings [C1]', async (context) => {
    if (missing.length > 0) skipAloud(context, `the shared data is not beside the project: ${missing.join(', ')}`)
    for (const archive of needed.slice(0, 2)) expect(await read(readFileSync(sharedData(archive)))).toBe('strange')
    const lists = ['hostile/directory_traversal.txt', 'hostile/deep_traversal.txt']
    const paths = lists
      .flatMap((list) => readFileSync(sharedData(list), 'utf8').split('\n'))
      .filter((line) => line !== '')
    const naughty = JSON.parse(readFileSync(sharedData('hostile/blns.json'), 'utf8')) as string[]
    const names = [...paths.filter((_, i) => i % Math.ceil(paths.length / 150) === 0), ...naughty]
    const taken: string[] = []
    for (const name of names) {
      if ((await read(withMore({ name, bytes: Buffer.from('x') }))) !== 'strange') taken.push(name)
    }
    expect(taken).toEqual([])
    console.log(`${names.length} names refused`)
  })
})
