import { useEffect, useMemo, useState } from 'react'
import { useStore } from 'zustand'
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

/** What there is to look at in a rubric, as of the last pause. */
export function useFindings(
  field: FieldOf<'rubric'>,
  items: Criteria,
  task: Task,
  draft: OpenDraft,
): readonly Finding[] {
  const { lint, key } = field
  const [findings, setFindings] = useState(none)
  const gold = useStore(draft.store, ({ values }) => (lint?.goldField === undefined ? null : values[lint.goldField]))
  // Texts tell by their counts that they have changed.
  const promptCounts = useStore(draft.store, ({ counts }) =>
    lint?.promptField === undefined ? undefined : counts[lint.promptField],
  )
  const goldField = lint?.goldField
  const promptField = lint?.promptField
  const whole = useMemo(() => {
    const values: FieldValues = { [key]: { kind: 'rubric', items: [...items] } }
    if (gold !== null && gold !== undefined && goldField !== undefined) values[goldField] = gold
    const prompt = promptField === undefined || promptCounts === undefined ? undefined : draft.text(promptField)
    if (prompt !== undefined && promptField !== undefined) values[promptField] = prompt.state().doc.toString()
    return { fields: task.fields, values }
  }, [key, items, gold, goldField, promptField, promptCounts, draft, task.fields])

  useEffect(() => {
    if (lint === undefined) return
    let timer = setTimeout(step, PAUSE_MS)
    const steps = stepsOf(items, lint.noDuplicates === true)
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
      const found = lintRubric(lint, items, whole)
      setFindings((before) => (JSON.stringify(before) === JSON.stringify(found) ? before : found))
      // Those that hold the work back are among what is missing.
      const number = lint?.blocks === true ? 0 : found.length
      const { findings: all } = draft.store.getState()
      if ((all[key] ?? 0) !== number) draft.store.setState({ findings: { ...all, [key]: number } })
    }
    return () => clearTimeout(timer)
  }, [lint, items, whole, draft, key])
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
