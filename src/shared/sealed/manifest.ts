import { z } from 'zod'
import { Id, Instant, Line, Sha256 } from '../domain/primitives.ts'

/** What a sealed file is, part by part: docs/sealed-files.md. */

/** Counts up when an older program could misread what a newer one seals. */
export const SEALED_VERSION = 1
export const SEALED_ENDING = '.understudy'
/** So many entries a manifest may name. */
export const MOST_ENTRIES = 20_000

export const manifestName = 'manifest.json'
export const signatureName = 'signature.jws'
/** Pages of the feed, one after another, each exactly as the feed gives it (FEED_MEDIA_TYPE). */
export const feedName = 'feed.jsonl'
/** One operation a line, exactly as it is pushed. */
export const operationsName = 'operations.jsonl'
/** One OperationResult a line. */
export const resultsName = 'results.jsonl'
const filesFolder = 'files/'

/** Under which name a file of a task or a submission lies in a sealed file. */
export function fileEntryName(sha256: Sha256): string {
  return `${filesFolder}${sha256}`
}

/** @returns the hash that the name of an entry says, or undefined where it is not a file of a task or a submission */
export function fileEntryHash(name: string): Sha256 | undefined {
  if (!name.startsWith(filesFolder)) return undefined
  return Sha256.safeParse(name.slice(filesFolder.length)).data
}

/** The only names there are. Everything else is refused, so that no name ever becomes a path of its maker's choice. */
function isEntryName(name: string): boolean {
  return [feedName, operationsName, resultsName].includes(name) || fileEntryHash(name) !== undefined
}

/** `batch`: hub to desk. `outbox`: desk to hub. `receipts`: the hub's answer to an outbox. */
export const SealedKind = z.enum(['batch', 'outbox', 'receipts'])
export type SealedKind = z.infer<typeof SealedKind>

export const SealedEntry = z.object({
  name: z.string().max(80).refine(isEntryName, 'not a name that a sealed file has'),
  size: z.int().min(0),
  sha256: Sha256,
})
export type SealedEntry = z.infer<typeof SealedEntry>

/** Ed25519 public key, 32 bytes in base64url (`x` of an OKP JWK, RFC 8037). */
export const PublicKey = z.string().regex(/^[\w-]{43}$/)

/** Read before anything else of a manifest, so that a newer one is told from a damaged one. */
export const ManifestVersion = z.looseObject({ format: z.literal('understudy-sealed'), version: z.int().min(1) })

export const SealedManifest = z.object({
  format: z.literal('understudy-sealed'),
  version: z.literal(SEALED_VERSION),
  kind: SealedKind,
  hub: z.object({ id: Id, name: Line(200), publicKey: PublicKey }),
  expert: z.object({ id: Id, name: Line(200) }),
  /** Outbox: the desk that made it. Receipts: the desk it answers. A batch is for every desk of its expert. */
  device: z.object({ id: Id, publicKey: PublicKey.optional() }).optional(),
  madeAt: Instant,
  /** Batch, receipts: what the feed in it goes on from and how far it leads. Outbox: how far its desk has read. */
  feed: z.object({ epoch: Id, after: z.int().min(0), cursor: z.int().min(0) }).optional(),
  entries: z
    .array(SealedEntry)
    .max(MOST_ENTRIES)
    .refine((entries) => new Set(entries.map(({ name }) => name)).size === entries.length, 'an entry stands twice'),
})
export type SealedManifest = z.infer<typeof SealedManifest>

/** The signed part of `signature.jws` (a JWS in compact form, RFC 7515, with EdDSA, RFC 8037). */
export const SealPayload = z.object({ seal: z.literal(1), manifestSha256: Sha256 })
/** `typ` of the JWS, so that no other signature of the same key can be taken for a seal. */
export const SEAL_TYPE = 'understudy-seal+jws'
