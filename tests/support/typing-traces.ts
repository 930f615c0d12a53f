import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ChangeSet, Text } from '@codemirror/state'
import { sharedData } from './shared-data.ts'

/** Recorded editing of a real document (the shared data's `typing` folder). */
export type Trace = {
  readonly name: string
  /** In UTF-16 code units, as the editor counts; each for the text that the one before leaves. */
  readonly edits: readonly { readonly at: number; readonly changes: ChangeSet }[]
  readonly final: string
}

export const traceNames = ['automerge-paper', 'json-crdt-blog-post', 'rustcode', 'sveltecomponent'] as const

const pathOf = (file: string): string => sharedData(`typing/${file}.gz`)
const read = (file: string): string => gunzipSync(readFileSync(pathOf(file))).toString('utf8')

/** Whether all of them are there. */
export function areTracesThere(): boolean {
  return traceNames.every((name) => existsSync(pathOf(`${name}.patches.jsonl`)))
}

/** @param most edits to read at most */
export function readTrace(name: string, most = Number.POSITIVE_INFINITY): Trace {
  const lines = read(`${name}.patches.jsonl`)
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, most)
  let text = Text.empty
  // Until the first pair of surrogates, code points and units are the same.
  let hasPairs = false
  const edits = lines.map((line) => {
    const [at, patches] = JSON.parse(line) as [number, [number, number, string][]]
    let changes = ChangeSet.empty(text.length)
    for (const [position, deleted, inserted] of patches) {
      const from = hasPairs ? toUnits(text, 0, position) : position
      const to = hasPairs ? toUnits(text, from, deleted) : from + deleted
      const change = ChangeSet.of({ from, to, insert: Text.of(inserted.split('\n')) }, text.length)
      hasPairs ||= /[\uD800-\uDFFF]/.test(inserted)
      changes = changes.compose(change)
      text = change.apply(text)
    }
    return { at, changes }
  })
  const isWhole = edits.length < most
  return { name, edits, final: isWhole ? read(`${name}.final.txt`) : text.toString() }
}

/** The place `points` code points after `from`. Only where there are pairs of surrogates do the two differ. */
function toUnits(text: Text, from: number, points: number): number {
  let left = points
  let at = from
  for (const iter = text.iterRange(from); left > 0; ) {
    const { value, done } = iter.next()
    if (done) break
    if (value.length <= left && !/[\uD800-\uDFFF]/.test(value)) {
      at += value.length
      left -= value.length
      continue
    }
    for (const point of value) {
      if (left === 0) break
      at += point.length
      left -= 1
    }
  }
  return at
}
