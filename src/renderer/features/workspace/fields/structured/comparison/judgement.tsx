import { type ReactNode, useCallback, useMemo } from 'react'
import { unnamedIn } from '../../../../../../shared/rules/checks/comparison-check.ts'
import { listed } from '../../../../../../shared/rules/tied-order.ts'
import { wordCount } from '../../../../../../shared/rules/words.ts'
import { count } from '../../../../../format/amounts.ts'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { Radio, RadioGroup } from '../../../../../ui/radio.tsx'
import { TextArea } from '../../../../../ui/text-field.tsx'
import { TiedOrderList } from '../ordering/tied-order-list.tsx'
import styles from './comparison.module.css'
import { ScoreScales } from './score-scales.tsx'
import type { Comparing } from './use-comparison.ts'

const EQUAL = 'equal'
const NONE: NonNullable<Comparing['value']>['scores'] = []

/** What is said of the responses: scores, the choice, and why. */
export function Judgement({ comparing }: { readonly comparing: Comparing }) {
  return (
    <div className={styles['judgement']}>
      <ScoreScales
        dimensions={comparing.field.dimensions}
        responses={comparing.responses}
        scores={comparing.value?.scores ?? NONE}
        onScore={comparing.score}
      />
      {comparing.responses.length === 2 ? <Preference comparing={comparing} /> : <Ranking comparing={comparing} />}
      <Justification comparing={comparing} />
    </div>
  )
}

/** The choice between two. */
function Preference({ comparing: { field, value, responses, rank } }: { readonly comparing: Comparing }) {
  const [best, ...rest] = value?.ranking ?? []
  const chosen = best === undefined ? null : rest.length === 0 && best.length > 1 ? EQUAL : (best[0] ?? null)
  return (
    <RadioGroup
      label="Which one is better overall?"
      value={chosen}
      onChange={(key) => rank(rankingFor(responses, key))}
      sideBySide
    >
      {responses.map(({ key, letter, name }) => (
        <Radio key={key} value={key} aria-label={name}>
          <WithKey keys={letter}>{name}</WithKey>
        </Radio>
      ))}
      {field.ties ? (
        <Radio value={EQUAL} aria-label="Equally good">
          <WithKey keys="E">Equally good</WithKey>
        </Radio>
      ) : null}
    </RadioGroup>
  )
}

function WithKey({ keys, children }: { readonly keys: string; readonly children: ReactNode }) {
  return (
    <span className={styles['withKey']}>
      {children} <Kbd keys={keys} />
    </span>
  )
}

/** The ranking that choosing one of two makes. */
function rankingFor(responses: Comparing['responses'], chosen: string): string[][] {
  const keys = responses.map(({ key }) => key)
  return chosen === EQUAL ? [keys] : [[chosen], keys.filter((key) => key !== chosen)]
}

/**
 * Chooses by the letter of a response where two are compared, or by E that they are equally good.
 * @returns whether the key said so
 */
export function chooseByKey(key: string, { field, responses, rank }: Comparing): boolean {
  if (responses.length !== 2) return false
  const name = key.toUpperCase()
  const chosen = name === 'E' && field.ties ? EQUAL : responses.find(({ letter }) => letter === name)?.key
  if (chosen === undefined) return false
  rank(rankingFor(responses, chosen))
  return true
}

/** The order of three and more. */
function Ranking({ comparing: { field, value, responses, nameOf, rank } }: { readonly comparing: Comparing }) {
  const keys = useMemo(() => responses.map(({ key }) => key), [responses])
  const named = useCallback((key: string) => nameOf(key), [nameOf])
  return (
    <section aria-label="The order overall">
      <h4 className={styles['part']}>Which ones are better overall? The best first.</h4>
      <TiedOrderList
        label="The order overall"
        keys={keys}
        order={value?.ranking ?? []}
        nameOf={named}
        ties={field.ties}
        onChange={rank}
      />
    </section>
  )
}

function Justification({ comparing: { field, value, responses, justify } }: { readonly comparing: Comparing }) {
  const text = value?.justification ?? ''
  const letters = responses.map(({ letter }) => letter)
  const asked = field.minWords > 0 ? `At least ${count(field.minWords, 'word', 'words')}; ` : ''
  const unnamed = field.minWords > 0 ? unnamedIn(text, responses.length) : []
  return (
    <div className={styles['justification']}>
      <TextArea
        label="Why?"
        help={field.minWords > 0 ? `${asked}name each one: ${listed(letters)}.` : 'May stay empty.'}
        rows={4}
        maxLength={200_000}
        value={text}
        onChange={justify}
      />
      <output className={styles['named']} data-open={unnamed.length > 0}>
        {count(wordCount(text), 'word', 'words')}
        {field.minWords === 0 ? null : unnamed.length > 0 ? (
          <>, not named yet: {listed(unnamed)}</>
        ) : (
          <>, each one is named</>
        )}
      </output>
    </div>
  )
}
