import { err } from '../domain/result.ts'

/** Why a sealed file is not read in. Whoever gets one has changed nothing. */
export type SealedRefusal = {
  readonly code: SealedRefusalCode
  /** In the words of the person who wanted to read it in. */
  readonly text: string
}

export type SealedRefusalCode =
  /** Not a zip with a manifest in it, or one that was cut off. */
  | 'not-sealed'
  /** Something in it is not what its manifest says. */
  | 'damaged'
  /** It holds what no sealed file holds: a path that leads elsewhere, a link, an entry too many. */
  | 'strange'
  | 'too-large'
  | 'no-room'
  | 'newer'
  | 'unsigned'
  | 'wrong-signature'
  | 'wrong-kind'
  | 'wrong-hub'
  | 'wrong-expert'
  | 'wrong-device'
  | 'withdrawn'
  /** It goes on from a file that was not read in here. */
  | 'gap'
  /** From before the hub was restored from a backup. */
  | 'old-history'

const again = 'Have it made or copied again.'

/** The refusals that are the same on both sides. `detail` never holds what a person wrote. */
export const formRefusals = {
  notSealed: (): SealedRefusal => ({
    code: 'not-sealed',
    text: `This is not a sealed file of Understudy, or it was cut off while it was copied. Nothing was read in. ${again}`,
  }),
  damaged: (detail: string): SealedRefusal => ({
    code: 'damaged',
    text: `This sealed file is damaged: ${detail}. Nothing was read in. ${again}`,
  }),
  strange: (detail: string): SealedRefusal => ({
    code: 'strange',
    text: `This file is not as Understudy makes them: ${detail}. Nothing was read in. Do not use it, and ask whoever gave it to you.`,
  }),
  tooLarge: (detail: string): SealedRefusal => ({
    code: 'too-large',
    text: `This file unfolds into more than it should: ${detail}. Nothing was read in.`,
  }),
  noRoom: (bytes: number): SealedRefusal => ({
    code: 'no-room',
    text: `There is not enough room on the disk: ${megabytes(bytes)} are needed. Make room and read the file in again; nothing was read in.`,
  }),
  newer: (version: number): SealedRefusal => ({
    code: 'newer',
    text: `This file was made by a newer Understudy (form ${version}). Update this one and read it in again; nothing was read in.`,
  }),
  unsigned: (): SealedRefusal => ({
    code: 'unsigned',
    text: 'This file is not signed, so nobody can say who made it. Nothing was read in.',
  }),
} as const

/** As an error result. */
export function refuseSealed(refusal: SealedRefusal): { ok: false; error: SealedRefusal } {
  return err(refusal)
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
