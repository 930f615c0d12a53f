import { createHash } from 'node:crypto'
import { taskContent } from '../support/hub/fixtures.ts'
import { createRandom } from './random.ts'

export type SimFile = { readonly sha256: string; readonly bytes: Buffer }

/** The files of one seed. */
export type SimFiles = {
  /** What the tasks name; the hub has them from the start. */
  readonly references: readonly SimFile[]
  /** What the expert may add to a draft, the same one more than once; a reference among them. Large ones go up by tus. */
  readonly deliverables: { readonly small: readonly SimFile[]; readonly large: readonly SimFile[] }
}

/** The field of the task that takes files. */
export const FILES_FIELD = 'plan'
export const MOST_FILES = 4

export function makeFiles(seed: number): SimFiles {
  const random = createRandom(seed, 11)
  const make = (size: number): SimFile => {
    const bytes = Buffer.alloc(size)
    // Only its beginning need be another one than that of other files and seeds.
    random.fill(bytes.subarray(0, 64))
    return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes }
  }
  const small = (): SimFile => make(random.chance(0.2) ? 1 + random.below(40) : 200 + random.below(40_000))
  const references = Array.from({ length: 1 + random.below(3) }, small)
  if (random.chance(0.1)) references.push(make(0))
  if (random.chance(0.1)) references.push(make(1_000_001 + random.below(300_000)))
  const smallOnes = Array.from({ length: 2 + random.below(3) }, small)
  if (random.chance(0.3)) smallOnes.push(random.pick(references.filter(({ bytes }) => bytes.length > 0)))
  // By tus, in two requests or three.
  const large = random.chance(0.6) ? [1, 2].map(() => make(1_000_001 + random.below(900_000))) : []
  return { references, deliverables: { small: smallOnes, large } }
}

/** A task with a text, and where the seed has files also some to read and room for some to deliver. */
export function simTask(title: string, files: SimFiles | undefined, choose: (file: SimFile) => boolean) {
  if (files === undefined) return taskContent({ title })
  const plain = taskContent({ title })
  return taskContent({
    title,
    materials: files.references.filter(choose).map(({ sha256, bytes }, i) => ({
      kind: 'file',
      key: `reference${i}`,
      title: `Reference ${i}`,
      file: { name: `reference-${i}.bin`, sha256, size: bytes.length, mediaType: 'application/octet-stream' },
    })),
    fields: [
      ...plain.fields,
      { kind: 'files', key: FILES_FIELD, label: 'The plan as a file', required: false, maxFiles: MOST_FILES },
    ],
  })
}
