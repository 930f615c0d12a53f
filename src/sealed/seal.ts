import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { z } from 'zod'
import type { Sha256 } from '../shared/domain/primitives.ts'
import { SEAL_TYPE, SealPayload } from '../shared/sealed/manifest.ts'
import { parsePart, signJws, thumbprint } from './jws.ts'

/** Whoever makes a sealed file: the hub by its key, a desk by the one that comes from its token. */
export type SealKey = {
  readonly privateKey: KeyObject
  /** `x` of the OKP JWK (RFC 8037): 32 bytes in base64url. */
  readonly publicKey: string
}

const Header = z.object({ alg: z.literal('EdDSA'), typ: z.literal(SEAL_TYPE) })

/** Signs a manifest by its hash. */
export function sealManifest(manifestSha256: Sha256, key: SealKey): string {
  return signJws({ kid: thumbprint(key.publicKey), typ: SEAL_TYPE }, { seal: 1, manifestSha256 }, key.privateKey)
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
