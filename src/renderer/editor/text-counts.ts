import type { Text } from '@codemirror/state'
import { codePointCount, wordCount } from '../../shared/rules/words.ts'

export type TextCounts = { readonly words: number; readonly characters: number }

/** Texts are trees that share what did not change, so after a key only the leaf it was in is counted again. */
const counted = new WeakMap<Text, TextCounts>()

/** Words and code points of a text, the same figures as `wordCount` and `codePointCount` give for the whole. */
export function textCounts(text: Text): TextCounts {
  const known = counted.get(text)
  if (known !== undefined) return known
  const fresh = text.children === null ? countLeaf(text.toString()) : countBranch(text.children)
  counted.set(text, fresh)
  return fresh
}

/** A word never goes over the end of a line, and leaves hold whole lines. */
function countLeaf(text: string): TextCounts {
  return { words: wordCount(text), characters: codePointCount(text) }
}

function countBranch(children: readonly Text[]): TextCounts {
  let words = 0
  // Between two children there is a line break.
  let characters = children.length - 1
  for (const child of children) {
    const part = textCounts(child)
    words += part.words
    characters += part.characters
  }
  return { words, characters }
}
