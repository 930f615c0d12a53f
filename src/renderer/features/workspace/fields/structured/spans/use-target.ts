import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { FieldValue } from '../../../../../../shared/domain/fields.ts'
import { letterOf } from '../../../../../../shared/rules/checks/comparison-check.ts'
import { plainSpanText, type SpanText, turnsSpanText } from '../../../../../../shared/rules/span-text.ts'
import type { StructuredProps } from '../structured-props.ts'

export type SpanTarget = { readonly name: string; readonly shown: SpanText }

const speakers = { system: 'Instructions to the model', user: 'Person', assistant: 'Model' } as const

/** The text that passages are marked in, as it is now; undefined where there is none, or it is a file. */
export function useTarget({ field, draft, task }: StructuredProps<'spans'>): SpanTarget | undefined {
  const { store } = draft
  const { target } = field
  const isDocument = draft.structure(target) !== undefined
  const written = useSyncExternalStore(
    store.subscribe,
    useCallback(() => (isDocument ? undefined : draft.text(target)?.state().doc), [draft, target, isDocument]),
  )
  const values = useSyncExternalStore(store.subscribe, () => store.getState().values)
  const value = values[target]
  const name = blindName(field.target, task, values)
  return useMemo(() => {
    const material = task.materials.find(({ key }) => key === target)
    if (material?.kind === 'text' || material?.kind === 'response') {
      return { name: name ?? material.title, shown: plainSpanText(material.text) }
    }
    if (material?.kind === 'conversation') return { name: name ?? material.title, shown: turnsText(material.turns) }
    const label = task.fields.find(({ key }) => key === target)?.label ?? target
    if (written !== undefined) return { name: label, shown: plainSpanText(written.toString()) }
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && value.kind === 'conversation') {
      return { name: label, shown: turnsText(value.turns) }
    }
    return undefined
  }, [task, target, written, value, name])
}

/** Why there is nothing to mark passages in. What is compared without its name has none here either. */
export function targetProblem({ materials }: Pick<StructuredProps<'spans'>['task'], 'materials'>, key: string): string {
  const isFile = materials.some((one) => one.key === key && one.kind === 'file')
  return isFile
    ? 'Passages are to be marked in a file here. They can be marked in texts and conversations only: tell the operator.'
    : 'The text that passages are to be marked in is not in this task. Tell the operator.'
}

type Turns = readonly { readonly role: keyof typeof speakers; readonly text: string }[]

function turnsText(turns: Turns): SpanText {
  return turnsSpanText(turns.map(({ role, text }) => ({ speaker: speakers[role], text })))
}

/** A response that is compared without its name keeps the letter it has there. */
function blindName(
  target: string,
  { fields }: StructuredProps<'spans'>['task'],
  values: Readonly<Record<string, FieldValue | null>>,
): string | undefined {
  for (const field of fields) {
    if (field.kind !== 'comparison') continue
    const { blind, responses, key } = field as { blind: boolean; responses: readonly string[]; key: string }
    if (!blind || !responses.includes(target)) continue
    const value = values[key]
    const order = typeof value === 'object' && value !== null && !Array.isArray(value) && 'order' in value
    const at = order && value.kind === 'comparison' ? value.order.indexOf(target) : -1
    return at < 0 ? 'One of the responses' : `Response ${letterOf(at)}`
  }
  return undefined
}
