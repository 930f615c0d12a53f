import { generateKeyPairSync } from 'node:crypto'
import type { SealKey } from '../../../src/sealed/seal.ts'
import { sealManifest } from '../../../src/sealed/seal.ts'
import { sha256Of } from '../sync/sealed-bytes.ts'
import { type RawEntry, rawZip } from './raw-zip.ts'

/** A fresh Ed25519 key. */
export function makeSealKey(): SealKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, publicKey: publicKey.export({ format: 'jwk' }).x ?? '' }
}

const epoch = '0197a000-0000-7000-8000-000000000001'
export const ids = {
  hub: '0197a000-0000-7000-8000-000000000002',
  expert: '0197a000-0000-7000-8000-000000000003',
  epoch,
}

export const soil = Buffer.from('field;pH\nMarsh;6.1\n'.repeat(40))
/** One empty page of the feed. */
export const feed = Buffer.from(`${JSON.stringify({ epoch, cursor: 0, more: false, changes: 0, now: 1 })}\n`)

/** The entries of a sound batch file, without manifest and signature. */
export const goodEntries: readonly RawEntry[] = [
  { name: 'feed.jsonl', bytes: feed, deflate: true },
  { name: `files/${sha256Of(soil)}`, bytes: soil },
]

/** The manifest that fits some entries. */
export function manifestFor(entries: readonly RawEntry[], key: SealKey, changes: object = {}): object {
  return {
    format: 'understudy-sealed',
    version: 1,
    kind: 'batch',
    hub: { id: ids.hub, name: 'Example Lab', publicKey: key.publicKey },
    expert: { id: ids.expert, name: 'Ada Field' },
    madeAt: 1_795_000_000_000,
    feed: { epoch, after: 0, cursor: 0 },
    entries: entries.map(({ name, bytes }) => ({ name: String(name), size: bytes.length, sha256: sha256Of(bytes) })),
    ...changes,
  }
}

/** The first two entries of a sealed file: a manifest as it is given, and its signature. */
export function headOf(manifest: object, key: SealKey): RawEntry[] {
  const bytes = Buffer.from(JSON.stringify(manifest))
  return [
    { name: 'manifest.json', bytes, deflate: true },
    { name: 'signature.jws', bytes: Buffer.from(sealManifest(sha256Of(bytes), key)) },
  ]
}

/** A sound batch file. */
export function makeSealed(key: SealKey, entries = goodEntries, changes: object = {}): Buffer {
  return rawZip([...headOf(manifestFor(entries, key, changes), key), ...entries])
}

/** What is said of an outbox by the program that seals it; `writeSealed` adds the entries. */
export function outboxHead({ publicKey }: SealKey) {
  return {
    format: 'understudy-sealed',
    version: 1,
    kind: 'outbox',
    hub: { id: ids.hub, name: 'Example Lab', publicKey },
    expert: { id: ids.expert, name: 'Ada Field' },
    device: { id: ids.epoch, publicKey },
    madeAt: 1_795_000_000_000,
  } as const
}
