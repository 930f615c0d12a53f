import { createHash, sign } from 'node:crypto'
import type { ReceiptPayload } from '../../shared/domain/work.ts'
import { canonicalJson } from '../../shared/rules/canonical-json.ts'
import type { SigningKey } from './signing-key.ts'

/** Signs what the hub took: a JWS in compact form (RFC 7515) with EdDSA (RFC 8037). */
export function signReceipt(payload: ReceiptPayload, key: SigningKey): string {
  const header = base64url(canonicalJson({ alg: 'EdDSA', kid: key.keyId }))
  const input = `${header}.${base64url(canonicalJson(payload))}`
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), key.privateKey).toString('base64url')}`
}

/** SHA-256 in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
