import { memo } from 'react'
import { Radio, RadioGroup } from 'react-aria-components'
import { cx } from '../../../../../ui/cx.ts'
import fields from '../../fields.module.css'
import { chooseByKey } from '../../choose-by-key.ts'
import styles from './comparison.module.css'
import type { Comparing } from './use-comparison.ts'

type Dimension = Comparing['field']['dimensions'][number]

type ScoreScalesProps = {
  readonly dimensions: readonly Dimension[]
  readonly responses: Comparing['responses']
  readonly scores: NonNullable<Comparing['value']>['scores']
  readonly onScore: Comparing['score']
}

/** Each dimension with a scale for each response. */
export const ScoreScales = memo(function ScoreScales({ dimensions, responses, scores, onScore }: ScoreScalesProps) {
  return dimensions.map((dimension) => (
    <section key={dimension.key} aria-label={dimension.label} className={styles['dimension']}>
      <h4 className={styles['part']}>{dimension.label}</h4>
      {responses.map(({ key, letter }) => (
        <ScoreScale
          key={key}
          dimension={dimension}
          letter={letter}
          value={scores.find((one) => one.response === key && one.dimension === dimension.key)?.score}
          onChange={(step) => onScore(key, dimension.key, step)}
        />
      ))}
      <p className={styles['ends']}>{endsOf(dimension)}</p>
    </section>
  ))
})

type ScoreScaleProps = {
  readonly dimension: Dimension
  readonly letter: string
  readonly value: number | undefined
  readonly onChange: (step: number) => void
}

/** The keys 1 to 9 choose a step while the focus is on it, 0 the tenth. */
function ScoreScale({ dimension, letter, value, onChange }: ScoreScaleProps) {
  const { label, points, low, high } = dimension
  return (
    // The keys are heard on their way up from the radio buttons, which are what has the focus.
    <div role="presentation" onKeyDown={(event) => chooseByKey(event, points, onChange)}>
      <RadioGroup
        aria-label={`${label}, ${letter}`}
        orientation="horizontal"
        value={value === undefined ? null : String(value)}
        onChange={(key) => onChange(Number(key))}
        className={styles['scale'] ?? ''}
      >
        <span aria-hidden="true" className={styles['letter']}>
          {letter}
        </span>
        <span className={styles['steps']}>
          {Array.from({ length: points }, (_, i) => i + 1).map((step) => {
            const end = step === 1 ? low : step === points ? high : undefined
            return (
              <Radio
                key={step}
                value={String(step)}
                aria-label={end === undefined ? String(step) : `${step}, ${end}`}
                className={cx(fields['step'], styles['step'])}
              >
                {step}
              </Radio>
            )
          })}
        </span>
      </RadioGroup>
    </div>
  )
}

/** `1 clumsy, 5 clear`, as far as the ends have words. */
function endsOf({ points, low, high }: Dimension): string {
  return [low === undefined ? '' : `1 ${low}`, high === undefined ? '' : `${points} ${high}`]
    .filter((part) => part !== '')
    .join(', ')
}
