import { FieldError, Label, Radio, RadioGroup, Text } from 'react-aria-components'
import { chooseByKey } from './choose-by-key.ts'
import styles from './fields.module.css'

type LikertScaleProps = {
  readonly label: string
  readonly help: string | undefined
  readonly error: string | undefined
  readonly points: number
  readonly low: string
  readonly high: string
  readonly isRequired: boolean
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly onBlur: () => void
}

/** A scale with named ends. The keys 1 to 9 choose a step while the focus is on it, 0 the tenth. */
export function LikertScale(props: LikertScaleProps) {
  const { label, help, error, points, low, high, isRequired, value, onChange, onBlur } = props
  const steps = Array.from({ length: points }, (_, i) => i + 1)
  return (
    // The keys are heard on their way up from the radio buttons, which are what has the focus.
    <div role="presentation" onKeyDown={(event) => chooseByKey(event, points, onChange)}>
      <RadioGroup
        value={value === null ? null : String(value)}
        onChange={(key) => onChange(Number(key))}
        onBlur={onBlur}
        isRequired={isRequired}
        isInvalid={error !== undefined}
        validationBehavior="aria"
        orientation="horizontal"
        className={styles['likert'] ?? ''}
      >
        <Label className={styles['label'] ?? ''}>{label}</Label>
        {help === undefined ? null : (
          <Text slot="description" className={styles['help'] ?? ''}>
            {help}
          </Text>
        )}
        <div className={styles['scale']}>
          <div className={styles['steps']}>
            {steps.map((step) => (
              <Radio
                key={step}
                value={String(step)}
                aria-label={nameOf(step, points, low, high)}
                className={styles['step'] ?? ''}
              >
                {step}
              </Radio>
            ))}
          </div>
          <div className={styles['ends']} aria-hidden="true">
            <span>1 {low}</span>
            <span>
              {points} {high}
            </span>
          </div>
        </div>
        {error === undefined ? null : <FieldError className={styles['error'] ?? ''}>{error}</FieldError>}
      </RadioGroup>
    </div>
  )
}

function nameOf(step: number, points: number, low: string, high: string): string {
  if (step === 1) return `1, ${low}`
  return step === points ? `${step}, ${high}` : String(step)
}
