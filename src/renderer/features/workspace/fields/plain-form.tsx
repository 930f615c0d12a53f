import { type ReactNode, useEffect, useMemo } from 'react'
import { type Resolver, useForm } from 'react-hook-form'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { Field, FieldValues } from '../../../../shared/domain/fields.ts'
import { sendCheck } from '../../../../shared/rules/send-check.ts'
import type { OpenDraft } from '../../../state/draft.ts'
import { type PlainForm, PlainFormContext } from './plain-form-context.ts'

type PlainFormOfProps = {
  readonly fields: readonly Field[]
  readonly draft: OpenDraft
  /** The person has tried to send: what is empty is marked, too. */
  readonly isTried: boolean
  readonly children: ReactNode
}

/**
 * The form that the plain fields inside belong to. It is drawn a second time as soon as it is there, before anything is
 * painted; standing apart, it does not have the texts and all the rest drawn with it.
 */
export function PlainFormOf({ fields, draft, isTried, children }: PlainFormOfProps) {
  const resolver = useMemo(() => createResolver(fields, isTried), [fields, isTried])
  // The form copies and compares what it is given: a rubric of 2,000 criteria is not its business.
  const plain = useStore(
    draft.store,
    useShallow((state) => plainValues(fields, state.values)),
  )
  const { control, trigger } = useForm<PlainForm>({ values: plain, resolver, mode: 'onTouched' })
  useEffect(() => {
    if (isTried) void trigger(Object.keys(plain))
  }, [isTried, trigger, plain])
  return <PlainFormContext value={control}>{children}</PlainFormContext>
}

function isPlainField({ kind }: Field): boolean {
  return kind === 'number' || kind === 'choice' || kind === 'likert' || kind === 'date'
}

function plainValues(fields: readonly Field[], values: PlainForm): PlainForm {
  return Object.fromEntries(fields.filter(isPlainField).map(({ key }) => [key, values[key] ?? null]))
}

/** The same check as before sending, for the form's fields; what is merely empty is said only after a try to send. */
function createResolver(fields: readonly Field[], isTried: boolean): Resolver<PlainForm> {
  const plain = fields.filter(isPlainField)
  return (form) => {
    const given: FieldValues = {}
    for (const [key, value] of Object.entries(form)) if (value !== null && value !== undefined) given[key] = value
    const problems = sendCheck(plain, given).filter(({ code }) => isTried || code !== 'empty')
    if (problems.length === 0) return { values: form, errors: {} }
    return {
      values: {},
      errors: Object.fromEntries(problems.map(({ field, code, text }) => [field, { type: code, message: text }])),
    }
  }
}
