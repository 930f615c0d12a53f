import type { Text } from '@codemirror/state'
import { codePointCount, needsSegmenter, segmentedWordCount, spacedWordCount } from '../../shared/rules/words.ts'

export type TextCounts = { readonly words: number; readonly characters: number }

type Counted = {
  readonly spaced: number
  readonly characters: number
  readonly isUnspaced: boolean
  /** Counted by the segmenter, when it was first needed. */
  segmented: number | undefined
}

/** Texts are trees that share what did not change, so after a key only the leaf it was in is counted again. */
const counted = new WeakMap<Text, Counted>()

/** Words and code points of a text, the same figures as `wordCount` and `codePointCount` give for the whole. */
export function textCounts(text: Text): TextCounts {
  const { spaced, characters, isUnspaced } = count(text)
  return { characters, words: isUnspaced ? segmented(text) : spaced }
}

function count(text: Text): Counted {
  const known = counted.get(text)
  if (known !== undefined) return known
  const fresh = text.children === null ? countLeaf(text.toString()) : countBranch(text.children)
  counted.set(text, fresh)
  return fresh
}

/** A word never goes over the end of a line, and leaves hold whole lines. */
function countLeaf(text: string): Counted {
  return {
    spaced: spacedWordCount(text),
    characters: codePointCount(text),
    isUnspaced: needsSegmenter(text),
    segmented: undefined,
  }
}

function countBranch(children: readonly Text[]): Counted {
  let spaced = 0
  // Between two children there is a line break.
  let characters = children.length - 1
  let isUnspaced = false
  for (const child of children) {
    const part = count(child)
    spaced += part.spaced
    characters += part.characters
    isUnspaced ||= part.isUnspaced
  }
  return { spaced, characters, isUnspaced, segmented: undefined }
}

function segmented(text: Text): number {
  const known = count(text)
  known.segmented ??=
    text.children === null
      ? segmentedWordCount(text.toString())
      : text.children.reduce((sum, child) => sum + segmented(child), 0)
  return known.segmented
}
