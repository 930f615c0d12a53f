import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import { compiled } from '../shared/rules/compiled.ts'
import { ReceiptPayload } from '../shared/domain/work.ts'
import { err, ok, type Result } from '../shared/domain/result.ts'
import { parsePart } from './jws.ts'

const Header = z.object({ alg: z.literal('EdDSA') })

/** What a receipt proves, or why it proves nothing. */
export type ReceiptCheck = (jws: string) => Result<ReceiptPayload, string>

/**
 * Checks a receipt without asking the hub: its form (JWS compact, RFC 7515), its signature (Ed25519, RFC 8037) by the key
 * that was pinned at enrolment, and that it speaks of this hub.
 * @param publicKey the hub's key, 32 bytes in base64url
 * @returns what the hub signed, or why it proves nothing
 */
export function verifyReceipt(jws: string, publicKey: string, hubId: string): Result<ReceiptPayload, string> {
  const parts = partsOf(jws)
  if (!parts.ok) return parts
  const { input, signature } = parts.value
  return contentsOf(parts.value, hubId, verify(null, input, keyOf(publicKey), signature))
}

const verifyAside = promisify<null, Buffer, KeyObject, Buffer, boolean>(verify)

/** Checks a receipt as `verifyReceipt` does, on another thread. */
export async function verifyReceiptAside(
  jws: string,
  publicKey: string,
  hubId: string,
): Promise<Result<ReceiptPayload, string>> {
  const parts = partsOf(jws)
  if (!parts.ok) return parts
  const { input, signature } = parts.value
  return contentsOf(parts.value, hubId, await verifyAside(null, input, keyOf(publicKey), signature))
}

/**
 * What a receipt says that was checked when it came, or that this hub has made.
 * @returns undefined where it is no receipt
 */
export function readReceipt(jws: string): ReceiptPayload | undefined {
  const [, payload = ''] = jws.split('.')
  return compiled(ReceiptPayload).safeParse(parsePart(payload)).data
}

type Parts = { readonly input: Buffer; readonly payload: string; readonly signature: Buffer }

function partsOf(jws: string): Result<Parts, string> {
  const [header = '', payload = '', signature = '', ...more] = jws.split('.')
  if (signature === '' || more.length > 0) return err('it is not a receipt')
  if (!Header.safeParse(parsePart(header)).success) return err('it is signed in an unknown way')
  return ok({ input: Buffer.from(`${header}.${payload}`), payload, signature: Buffer.from(signature, 'base64url') })
}

function contentsOf({ payload }: Parts, hubId: string, isSigned: boolean): Result<ReceiptPayload, string> {
  if (!isSigned) return err('its signature is not this hub’s')
  const parsed = compiled(ReceiptPayload).safeParse(parsePart(payload))
  if (!parsed.success) return err('its contents cannot be read')
  if (parsed.data.hubId !== hubId) return err('it is from another hub')
  return ok(parsed.data)
}

/** Reading a key costs as much as checking a signature; a desk has one key, rarely two. */
let newest: { readonly x: string; readonly key: KeyObject } | undefined

function keyOf(x: string): KeyObject {
  if (newest?.x !== x) {
    newest = { x, key: createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } }) }
  }
  return newest.key
}
