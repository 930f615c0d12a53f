import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto'
import type { SealKey } from '../../sealed/seal.ts'

/** An Ed25519 private key in PKCS #8 is this and then the 32 bytes of its seed (RFC 8410 §7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const INFO = 'understudy device sealing key, 1'

/**
 * The key by which this desk signs what it seals. It comes from the device's token (HKDF-SHA-256, RFC 5869), so there is
 * no second secret to keep, and a desk that gets a new token gets a new key; the hub learns the public half at enrolment.
 * @param token 32 random bytes in base64url
 */
export function deviceKey(token: string): SealKey {
  const seed = Buffer.from(hkdfSync('sha256', Buffer.from(token, 'base64url'), Buffer.alloc(0), INFO, 32))
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (x === undefined) throw new Error('an Ed25519 key has an x')
  return { privateKey, publicKey: x }
}
