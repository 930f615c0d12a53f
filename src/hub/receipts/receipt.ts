import { createHash, createPublicKey, verify } from 'node:crypto'
import { signJws } from '../../sealed/jws.ts'
import { readReceipt } from '../../sealed/verify-receipt.ts'
import type { ReceiptPayload } from '../../shared/domain/work.ts'
import type { SigningKey } from './signing-key.ts'

/** Signs what the hub took. */
export function signReceipt(payload: ReceiptPayload, key: SigningKey): string {
  return signJws({ kid: key.keyId }, payload, key.privateKey)
}

/** @returns what a receipt says that this key has signed, undefined where it has not */
export function readOwnReceipt(jws: string, key: SigningKey): ReceiptPayload | undefined {
  const [header = '', payload = '', signature = ''] = jws.split('.')
  const isOwn = verify(
    null,
    Buffer.from(`${header}.${payload}`, 'ascii'),
    createPublicKey(key.privateKey),
    Buffer.from(signature, 'base64url'),
  )
  return isOwn ? readReceipt(jws) : undefined
}

/** SHA-256 in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
