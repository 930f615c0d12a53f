import type { KeyObject } from 'node:crypto'
import type { Sha256 } from '../shared/domain/primitives.ts'
import { SEAL_TYPE, SealPayload } from '../shared/sealed/manifest.ts'
import { readSigned, signJws, thumbprint } from './jws.ts'

/** Whoever makes a sealed file: the hub by its key, a desk by the one that comes from its token. */
export type SealKey = {
  readonly privateKey: KeyObject
  /** `x` of the OKP JWK (RFC 8037): 32 bytes in base64url. */
  readonly publicKey: string
}

/** Signs a manifest by its hash. */
export function sealManifest(manifestSha256: Sha256, key: SealKey): string {
  return signJws({ kid: thumbprint(key.publicKey), typ: SEAL_TYPE }, { seal: 1, manifestSha256 }, key.privateKey)
}

/** @returns whether the holder of the key has signed exactly this manifest, and as a seal */
export function isSealOf(jws: string, manifestSha256: Sha256, publicKey: string): boolean {
  return SealPayload.safeParse(readSigned(jws, SEAL_TYPE, publicKey)).data?.manifestSha256 === manifestSha256
}
