import { ChangeSet, Text } from '@codemirror/state'
import { err, ok, type Result } from '../../shared/domain/result.ts'

/** Texts are kept with LF; CodeMirror splits lines the same way. */
export function textOf(value: string): Text {
  return Text.of(value.split('\n'))
}

/**
 * Reads a change set as CodeMirror writes it (`ChangeSet.toJSON`) and checks that it fits a text of `length`.
 * @returns its length before and after
 */
export function parseChange(json: unknown, length: number): Result<{ newLength: number }, string> {
  let change: ChangeSet
  try {
    change = ChangeSet.fromJSON(json)
  } catch {
    return err('not a change set')
  }
  if (change.length !== length) return err(`made for a text of ${change.length} characters, but it has ${length}`)
  return ok({ newLength: change.newLength })
}
