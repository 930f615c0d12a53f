import tls from 'node:tls'
import { codeOf } from '../shared/rules/code-of.ts'

/** What OpenSSL says where nobody it knows has signed (https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/). */
const UNKNOWN_ISSUER = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

/** Whether a call failed because nobody that Node knows vouches for the other side. */
export function isOfUnknownIssuer(error: unknown): boolean {
  return error instanceof Error && (UNKNOWN_ISSUER.has(codeOf(error)) || isOfUnknownIssuer(error.cause))
}

let isAsked = false

/**
 * Has this process trust whom this computer trusts, beside Mozilla's list that Node brings along. It takes a tenth of a second
 * and more, so it is done once, and only where it is needed.
 * @returns whether that is new, and what failed may go now
 */
export function trustAsThisComputer(): boolean {
  if (isAsked) return false
  isAsked = true
  try {
    const system = tls.getCACertificates('system')
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...system])
    return system.length > 0
  } catch {
    // A certificate of the system that cannot be read; it is as it was before.
    return false
  }
}
