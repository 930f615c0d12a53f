import { ReceiptPayload } from '../../shared/domain/work.ts'

/**
 * What a receipt says. The core has checked its signature; this only reads it.
 * @param jws in compact form (RFC 7515)
 * @returns undefined when it cannot be read
 */
export function readReceipt(jws: string): ReceiptPayload | undefined {
  try {
    const base64 = (jws.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0)
    const parsed = ReceiptPayload.safeParse(JSON.parse(new TextDecoder().decode(bytes)))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
