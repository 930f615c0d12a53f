import { createHash, type KeyObject, sign } from 'node:crypto'
import { canonicalJson } from '../shared/rules/canonical-json.ts'
import { parseJson } from '../shared/rules/parse-json.ts'

/** A JWS in compact form (RFC 7515) with EdDSA (RFC 8037). */
export function signJws(header: { kid: string; typ?: string }, payload: unknown, privateKey: KeyObject): string {
  const input = `${base64url(canonicalJson({ alg: 'EdDSA', ...header }))}.${base64url(canonicalJson(payload))}`
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), privateKey).toString('base64url')}`
}

/** @returns what a part of a JWS holds, undefined where that is no JSON */
export function parsePart(part: string): unknown {
  return parseJson(Buffer.from(part, 'base64url').toString('utf8'))
}

/** RFC 7638 §3: the required members in lexicographic order, without white space. */
export function thumbprint(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url')
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
