import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { thumbprint } from '../../sealed/jws.ts'

export type SigningKey = {
  readonly privateKey: KeyObject
  /** `x` of the OKP JWK (RFC 8037): 32 bytes in base64url. */
  readonly publicKey: string
  /** RFC 7638 thumbprint, the `kid` of every receipt. */
  readonly keyId: string
}

/** A new Ed25519 key as PKCS #8 (RFC 8410). */
export function generateKey(): { pkcs8: Buffer; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { pkcs8: privateKey.export({ format: 'der', type: 'pkcs8' }), publicKey: publicX(publicKey) }
}

export function readKey(pkcs8: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
  const publicKey = publicX(createPublicKey(privateKey))
  return { privateKey, publicKey, keyId: thumbprint(publicKey) }
}

function publicX(key: KeyObject): string {
  const { x } = key.export({ format: 'jwk' })
  if (x === undefined) throw new Error('an Ed25519 key has an x')
  return x
}
