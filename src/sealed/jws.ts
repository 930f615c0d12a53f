import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../shared/rules/canonical-json.ts'
import { parseJson } from '../shared/rules/parse-json.ts'

/** A JWS in compact form (RFC 7515) with EdDSA (RFC 8037). */
export function signJws(header: { kid: string; typ?: string }, payload: unknown, privateKey: KeyObject): string {
  const input = `${base64url(canonicalJson({ alg: 'EdDSA', ...header }))}.${base64url(canonicalJson(payload))}`
  return `${input}.${sign(null, Buffer.from(input, 'ascii'), privateKey).toString('base64url')}`
}

const Header = z.object({ alg: z.literal('EdDSA'), typ: z.string() })

/**
 * @param publicKey `x` of an OKP JWK (RFC 8037): 32 bytes in base64url
 * @returns what the holder of the key has signed as a `typ`, undefined where it is not that
 */
export function readSigned(jws: string, typ: string, publicKey: string): unknown {
  const [header = '', payload = '', signature = '', ...more] = jws.trim().split('.')
  if (signature === '' || more.length > 0) return undefined
  if (Header.safeParse(parsePart(header)).data?.typ !== typ) return undefined
  try {
    const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: publicKey } })
    const isSigned = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
    return isSigned ? parsePart(payload) : undefined
  } catch {
    return undefined
  }
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
