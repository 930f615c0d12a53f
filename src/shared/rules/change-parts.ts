/**
 * Change sets as CodeMirror writes them (`ChangeSet.toJSON`), read without the library: a list of parts, each the number
 * of characters that stay, or `[characters that go, …lines that come]`.
 */

export type ChangePart =
  | { readonly kind: 'keep'; readonly length: number }
  | { readonly kind: 'replace'; readonly deleted: number; readonly inserted: string }

/** @throws when it is no change set: what the core has taken in always is one */
export function changeParts(json: unknown): ChangePart[] {
  if (!Array.isArray(json)) throw new TypeError('not a change set')
  return json.map((part: unknown): ChangePart => {
    if (typeof part === 'number') return { kind: 'keep', length: part }
    if (!Array.isArray(part) || typeof part[0] !== 'number') throw new TypeError('not a change set')
    const [deleted, ...lines] = part as [number, ...string[]]
    return { kind: 'replace', deleted, inserted: lines.join('\n') }
  })
}

/** Characters that a change puts in and takes out, and the length of the text after it (UTF-16 code units). */
export function changeLengths(json: unknown): { inserted: number; deleted: number; newLength: number } {
  let inserted = 0
  let deleted = 0
  let kept = 0
  for (const part of changeParts(json)) {
    if (part.kind === 'keep') kept += part.length
    else {
      inserted += part.inserted.length
      deleted += part.deleted
    }
  }
  return { inserted, deleted, newLength: kept + inserted }
}
