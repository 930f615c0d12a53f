import { createHash } from 'node:crypto'

/** Of the programme that comes with the desk, and has no hub behind it. */
export const SAMPLE_NAME = 'Sample programme'

/** A UUIDv7 (RFC 9562) that is the same each time: the time is that of the first sample, the rest a hash of the name. */
export function stableId(name: string): string {
  const hash = createHash('sha256').update(`understudy sample ${name}`).digest('hex')
  return `019af000-0000-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`
}
