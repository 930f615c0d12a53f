import { useEffect, useState } from 'react'
import type { FieldValues } from '../../../../../../shared/domain/fields.ts'
import type { Task } from '../../../../../../shared/domain/task.ts'
import type { FieldOf } from '../../../../../../shared/rules/checks/check.ts'
import {
  duplicateSteps,
  examine,
  type Finding,
  isExamined,
  lintRubric,
} from '../../../../../../shared/rules/rubric-lint.ts'
import type { Criteria } from '../../../../../../shared/rules/rubric-tree.ts'
import type { OpenDraft } from '../../../../../state/draft.ts'

/** A rubric is looked through when nothing has been typed for so long: before the send check, which then finds it done. */
const PAUSE_MS = 120
/** It is done in steps of about so long, so that no key has to wait. */
const STEP_MS = 8

const none: readonly Finding[] = []

/**
 * What there is to look at in a rubric, as of the last pause. The prompt and the gold answer, which it is held against,
 * are heard here and not by React: the rubric is drawn anew only when something else is found.
 */
export function useFindings(
  field: FieldOf<'rubric'>,
  items: Criteria,
  task: Task,
  draft: OpenDraft,
): readonly Finding[] {
  const { lint, key } = field
  const [findings, setFindings] = useState(none)
  const { fields } = task

  useEffect(() => {
    if (lint === undefined) return
    const { goldField = '', promptField = '' } = lint
    const finding = lint
    let timer: ReturnType<typeof setTimeout> | undefined
    let steps = stepsOf(items, lint.noDuplicates === true)

    function begin(): void {
      clearTimeout(timer)
      steps = stepsOf(items, finding.noDuplicates === true)
      timer = setTimeout(step, PAUSE_MS)
    }
    function step(): void {
      const end = performance.now() + STEP_MS
      while (performance.now() < end) {
        if (steps.next().done !== true) continue
        timer = setTimeout(tell)
        return
      }
      timer = setTimeout(step)
    }
    function tell(): void {
      const found = lintRubric(finding, items, { fields, values: whole() })
      setFindings((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found))
      // Those that hold the work back are among what is missing.
      const number = finding.blocks === true ? 0 : found.length
      const { findings: all } = draft.store.getState()
      if ((all[key] ?? 0) !== number) draft.store.setState({ findings: { ...all, [key]: number } })
    }
    function whole(): FieldValues {
      const values: FieldValues = { [key]: { kind: 'rubric', items: [...items] } }
      const gold = draft.store.getState().values[goldField]
      if (gold !== null && gold !== undefined) values[goldField] = gold
      const prompt = draft.text(promptField)
      if (prompt !== undefined) values[promptField] = prompt.state().doc.toString()
      return values
    }

    begin()
    const off = draft.store.subscribe((now, before) => {
      // Texts tell by their counts that they have changed.
      const isOther = now.counts[promptField] !== before.counts[promptField]
      if (isOther || now.values[goldField] !== before.values[goldField]) begin()
    })
    return () => {
      off()
      clearTimeout(timer)
    }
  }, [lint, items, fields, draft, key])
  return findings
}

/** All that can be found out beforehand; the rules then only bring it together. */
function* stepsOf(items: Criteria, findsDuplicates: boolean): Generator<undefined> {
  for (const one of items) {
    if (isExamined(one)) continue
    examine(one)
    yield
  }
  if (findsDuplicates) yield* duplicateSteps(items)
}
