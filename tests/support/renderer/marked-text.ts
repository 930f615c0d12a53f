import { ensureSyntaxTree } from '@codemirror/language'
import { EditorState } from '@codemirror/state'
import { textOf } from '../../../src/renderer/editor/text-edits.ts'
import { writing } from '../../../src/renderer/editor/writing.ts'

/** An open Markdown text, read to its end. @param marked `|` is the caret; two are the ends of what is selected */
export function openMarked(marked: string): EditorState {
  const [anchor, head] = [marked.indexOf('|'), marked.lastIndexOf('|')]
  const doc = marked.replaceAll('|', '')
  const selection = { anchor, head: head === anchor ? anchor : head - 1 }
  const opened = EditorState.create({ doc, selection, extensions: writing('markdown', textOf(doc)) })
  ensureSyntaxTree(opened, doc.length, 60_000)
  // What is parsed beyond the moment that an opening may take shows with the next step.
  return opened.update({}).state
}
