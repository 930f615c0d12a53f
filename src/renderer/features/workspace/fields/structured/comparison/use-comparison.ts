import { useCallback, useEffect, useMemo } from 'react'
import type { StructuredOf } from '../../../../../../shared/domain/structured.ts'
import { letterOf } from '../../../../../../shared/rules/checks/comparison-check.ts'
import {
  beginComparison,
  isOfNow,
  isOrderWhole,
  renewComparison,
  responseName,
  withScore,
} from '../../../../../../shared/rules/comparing.ts'
import type { StructureEvent, StructureSync } from '../../../../../editor/structure-sync.ts'
import { useServices } from '../../../../../state/services.ts'
import type { StructuredProps } from '../structured-props.ts'

type Value = StructuredOf<'comparison'>

export type ComparedResponse = {
  readonly key: string
  /** A, B, C… from left to right. */
  readonly letter: string
  /** The letter, and the name where it may be known. */
  readonly name: string
  readonly text: string
}

export type Comparing = {
  readonly field: StructuredProps<'comparison'>['field']
  /** `null` until the order has been drawn. */
  readonly value: Value | null
  readonly responses: readonly ComparedResponse[]
  readonly nameOf: (key: string) => string
  /** Draws the order, once; it is the first thing the field's history holds. */
  readonly begin: () => void
  readonly rank: (ranking: string[][]) => void
  readonly score: (response: string, dimension: string, score: number) => void
  readonly justify: (text: string) => void
  readonly undo: () => boolean
  readonly redo: () => boolean
}

/** A comparison and what can be done in it. */
export function useComparison(props: StructuredProps<'comparison'>): Comparing {
  const { field, value, structure, task, isReadOnly } = props
  const { toasts } = useServices()
  const titles = useMemo(() => new Map(task.materials.map(({ key, title }) => [key, title])), [task.materials])
  const order = value?.order
  const nameOf = useCallback(
    (key: string) => responseName(field, order ?? [], key, (one) => titles.get(one) ?? one),
    [field, order, titles],
  )
  const responses = useMemo(
    () =>
      (order ?? []).map((key, at) => {
        const material = task.materials.find((one) => one.key === key)
        return { key, letter: letterOf(at), name: nameOf(key), text: materialText(material) }
      }),
    [order, task.materials, nameOf],
  )

  // The operator may change what is compared while somebody is at it.
  const isStale = value !== null && !isReadOnly && !isOfNow(field, value)
  useEffect(() => {
    if (!isStale) return
    const now = structure.value()
    const isSameOrder = now?.kind === 'comparison' && isOrderWhole(field, now.order)
    structure.update('comparison', (now) => (now === null ? now : renewComparison(field, now, drawSeed())), 'set')
    toasts.say(
      isSameOrder
        ? 'What is scored has changed: scores without a scale were taken out. Look through what you have said so far.'
        : 'What is compared has changed: the order was drawn anew. Look through what you have said so far.',
    )
  }, [isStale, structure, field, toasts])

  // The same functions as long as the field is the same: scales and texts are not drawn anew with every key.
  const actions = useMemo(() => createComparisonActions(field, structure), [field, structure])
  return { field, value, responses, nameOf, ...actions }
}

type Actions = Pick<Comparing, 'begin' | 'rank' | 'score' | 'justify' | 'undo' | 'redo'>

export function createComparisonActions(field: Comparing['field'], structure: StructureSync): Actions {
  const change = (next: (value: Value) => Value, event: StructureEvent): void =>
    structure.update('comparison', (now) => next(now ?? beginComparison(field, drawSeed())), event)
  return {
    begin: () => change((now) => now, 'set'),
    rank: (ranking) => change((now) => ({ ...now, ranking }), 'set'),
    score: (response, dimension, score) => change((now) => withScore(now, response, dimension, score), 'set'),
    justify: (justification) => change((now) => ({ ...now, justification }), 'input.type'),
    undo: () =>
      structure.undo(() => {
        // The order that was drawn stays, whatever else is taken back.
        if (structure.value() === null) structure.redo()
      }),
    redo: () => structure.redo(),
  }
}

/** 1 to 4,294,967,295; 0 says that nothing was drawn. */
function drawSeed(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1))
  return drawn === 0 ? 1 : drawn
}

function materialText(material: StructuredProps<'comparison'>['task']['materials'][number] | undefined): string {
  switch (material?.kind) {
    case 'text':
    case 'response':
      return material.text
    case 'conversation':
      return material.turns.map(({ role, text }) => `**${speakers[role]}**\n\n${text}`).join('\n\n')
    case 'file':
      return `This response is the file “${material.file.name}”.`
    case undefined:
      return 'This response is missing from the task. Tell the operator.'
  }
}

const speakers = { system: 'Instructions', user: 'Person', assistant: 'Model' } as const
