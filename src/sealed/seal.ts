import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import type { Sha256 } from '../shared/domain/primitives.ts'
import { canonicalJson } from '../shared/rules/canonical-json.ts'
import { SEAL_TYPE, SealPayload } from '../shared/sealed/manifest.ts'

/** Whoever makes a sealed file: the hub by its key, a desk by the one that comes from its token. */
export type SealKey = {
  readonly privateKey: KeyObject
  /** `x` of the OKP JWK (RFC 8037): 32 bytes in base64url. */
  readonly publicKey: string
}

const Header = z.object({ alg: z.literal('EdDSA'), typ: z.literal(SEAL_TYPE) })

/** Signs a manifest by its hash: a JWS in compact form (RFC 7515) with EdDSA (RFC 8037). */
export function sealManifest(manifestSha256: Sha256, key: SealKey): string {
  const header = base64url(canonicalJson({ alg: 'EdDSA', kid: thumbprint(key.publicKey), typ: SEAL_TYPE }))
  const input = `${header}.${base64url(canonicalJson({ seal: 1, manifestSha256 }))}`
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), key.privateKey).toString('base64url')}`
}

/** @returns whether the holder of the key has signed exactly this manifest, and as a seal */
export function isSealOf(jws: string, manifestSha256: Sha256, publicKey: string): boolean {
  const [header = '', payload = '', signature = '', ...more] = jws.trim().split('.')
  if (signature === '' || more.length > 0) return false
  if (!Header.safeParse(parsePart(header)).success) return false
  const parsed = SealPayload.safeParse(parsePart(payload))
  if (!parsed.success || parsed.data.manifestSha256 !== manifestSha256) return false
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } })
    return verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** RFC 7638 §3. */
function thumbprint(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url')
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}

function parsePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
