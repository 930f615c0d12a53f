import { createHmac, createPrivateKey, createPublicKey } from 'node:crypto'
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
  const seed = hkdf(Buffer.from(token, 'base64url'))
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (x === undefined) throw new Error('an Ed25519 key has an x')
  return { privateKey, publicKey: x }
}

/**
 * HKDF-SHA-256 (RFC 5869) with an empty salt, as long as its hash. Not Node's own: Electron's BoringSSL has had none
 * (electron #31634), and without this key no desk there would enrol.
 */
function hkdf(secret: Uint8Array): Buffer {
  const pseudorandom = createHmac('sha256', Buffer.alloc(32)).update(secret).digest()
  return createHmac('sha256', pseudorandom).update(`${INFO}\u0001`).digest()
}
