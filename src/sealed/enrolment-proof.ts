import { createHash } from 'node:crypto'
import { canonicalJson } from '../shared/rules/canonical-json.ts'
import { readSigned, signJws, thumbprint } from './jws.ts'
import type { SealKey } from './seal.ts'

const TYPE = 'understudy-enrolment+jws'

/** An enrolment of one device with its token, which no other enrolment has. */
export type Enrolment = {
  readonly hubId: string
  readonly expertId: string
  readonly deviceId: string
  /** 32 random bytes in base64url. */
  readonly token: string
}

/**
 * Signs that a hub has enrolled a device. Its number and its key are told to everybody, so without this any other could say
 * that it is this one; and none can have it signed for a device whose expert has no code here.
 */
export function signEnrolment(enrolment: Enrolment, key: SealKey): string {
  return signJws({ kid: thumbprint(key.publicKey), typ: TYPE }, payloadOf(enrolment), key.privateKey)
}

/** @returns whether the holder of the key has signed exactly this enrolment */
export function isProofOf(jws: string, enrolment: Enrolment, publicKey: string): boolean {
  const signed = readSigned(jws, TYPE, publicKey)
  return signed !== undefined && canonicalJson(signed) === canonicalJson(payloadOf(enrolment))
}

function payloadOf({ token, ...who }: Enrolment) {
  return { enrolment: 1, ...who, tokenSha256: createHash('sha256').update(token).digest('hex') }
}
