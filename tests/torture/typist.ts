import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ChangeSet } from '@codemirror/state'
import { z } from 'zod'
import type { Random } from '../support/random.ts'
import { sharedData } from '../support/shared-data.ts'

type Patch = readonly [position: number, deleted: number, inserted: string]
const Line = z.tuple([z.number(), z.array(z.tuple([z.number(), z.number(), z.string()]))])

export type Typist = {
  /** One more edit of a text. */
  next(text: string): { text: string; changes: unknown }
}

const traces = ['json-crdt-blog-post', 'automerge-paper']

/** Edits as people made them, where recordings are there; each document is begun anew. */
export function readTraces(): readonly (readonly Patch[])[] {
  return traces.flatMap((name) => {
    const path = sharedData(`typing/${name}.patches.jsonl.gz`)
    if (!existsSync(path)) return []
    const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n', 6_000)
    return [lines.filter((line) => line !== '').flatMap((line) => Line.parse(JSON.parse(line))[1])]
  })
}

export function createTypist(recorded: readonly (readonly Patch[])[], random: Random): Typist {
  const trace = recorded.length === 0 ? undefined : random.pick(recorded)
  let at = 0
  return {
    next: (text) => {
      const patch = trace?.[at++] ?? somePatch(text, random)
      // Recordings count code points; where that does not fit, the edit is put where there is text.
      const from = Math.min(patch[0], text.length)
      const to = Math.min(from + patch[1], text.length)
      const insert = from === to && patch[2] === '' ? '.' : patch[2]
      const after = text.slice(0, from) + insert + text.slice(to)
      return { text: after, changes: ChangeSet.of({ from, to, insert }, text.length).toJSON() }
    },
  }
}

function somePatch(text: string, random: Random): Patch {
  const position = random.int(0, text.length)
  return random.int(0, 5) === 0
    ? [position, random.int(1, 8), '']
    : [position, 0, random.pick(['clover ', 'x', '\n', 'ß '])]
}
