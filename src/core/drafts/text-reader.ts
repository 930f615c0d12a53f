import { ChangeSet, type Text } from '@codemirror/state'
import type { Store } from '../store/open-store.ts'
import { textOf } from './text-log.ts'
import { parseStored } from '../store/stored-json.ts'

export type TextReader = {
  /** The text of a row of fields after its first `version` edits. */
  at(fieldNo: number, version: number): Text
  /** The same as one string; where a checkpoint is at hand, no more than reading it. */
  stringAt(fieldNo: number, version: number): string
}

/**
 * Rebuilds versions from the nearest checkpoint below. The last one it made is remembered, because who looks through a
 * timeline asks for one after the other.
 */
export function createTextReader(store: Store): TextReader {
  let last: { fieldNo: number; version: number; text: Text } | undefined
  type Checkpoint = ReturnType<Store['drafts']['checkpoint']>
  function rebuild(fieldNo: number, version: number, checkpoint: Checkpoint): Text {
    const isNear = last?.fieldNo === fieldNo && last.version <= version && last.version >= (checkpoint?.version ?? 0)
    let text = isNear && last !== undefined ? last.text : textOf(checkpoint?.text ?? '')
    const from = isNear && last !== undefined ? last.version : (checkpoint?.version ?? 0)
    for (const { change } of store.drafts.changes(fieldNo, from, version)) {
      text = ChangeSet.fromJSON(parseStored(change)).apply(text)
    }
    last = { fieldNo, version, text }
    return text
  }

  return {
    at: (fieldNo, version) => rebuild(fieldNo, version, store.drafts.checkpoint(fieldNo, version)),
    stringAt: (fieldNo, version) => {
      const checkpoint = store.drafts.checkpoint(fieldNo, version)
      if (checkpoint?.version === version) return checkpoint.text
      return rebuild(fieldNo, version, checkpoint).toString()
    },
  }
}
