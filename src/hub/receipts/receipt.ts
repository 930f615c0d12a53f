import { createHash, createPublicKey, sign, verify } from 'node:crypto'
import { readReceipt } from '../../sealed/verify-receipt.ts'
import type { ReceiptPayload } from '../../shared/domain/work.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import type { SigningKey } from './signing-key.ts'

/** Signs what the hub took: a JWS in compact form (RFC 7515) with EdDSA (RFC 8037). */
export function signReceipt(payload: ReceiptPayload, key: SigningKey): string {
  const header = base64url(canonicalJson({ alg: 'EdDSA', kid: key.keyId }))
  const input = `${header}.${base64url(canonicalJson(payload))}`
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), key.privateKey).toString('base64url')}`
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

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
