import { createHash } from 'node:crypto'

/** Crockford's base 32: no I, L, O, U. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A one-time code of 80 random bits, as it is read to a person: XXXX-XXXX-XXXX-XXXX. */
export function makeCode(fillRandom: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(16)
  fillRandom(bytes)
  const text = Array.from(bytes, (byte) => letters[byte & 31]).join('')
  return text.replace(/(.{4})(?=.)/g, '$1-')
}

/** The form in which codes and tokens are kept. Both are random enough that a plain hash hides them. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export function codeHash(code: string): Buffer {
  return secretHash(code.replaceAll('-', ''))
}
