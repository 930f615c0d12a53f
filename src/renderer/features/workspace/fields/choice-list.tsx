import type { ChoiceField } from '../../../../shared/domain/fields.ts'
import type { z } from 'zod'
import { Button } from '../../../ui/button.tsx'
import { Checkbox, CheckboxGroup } from '../../../ui/checkbox.tsx'
import { Radio, RadioGroup } from '../../../ui/radio.tsx'
import { Select } from '../../../ui/select.tsx'
import styles from './fields.module.css'

type ChoiceListProps = {
  readonly field: z.infer<typeof ChoiceField>
  readonly help: string | undefined
  readonly error: string | undefined
  readonly value: string | readonly string[] | null
  readonly onChange: (value: string | string[] | null) => void
  readonly onBlur: () => void
}

/** A longer list than this is shown when it is asked for. */
const SHOWN_AT_ONCE = 12

export function ChoiceList({ field, help, error, value, onChange, onBlur }: ChoiceListProps) {
  const { label, options, multiple, required } = field
  const texts = { label, help, error }
  if (multiple) {
    const chosen = typeof value === 'string' ? [value] : [...(value ?? [])]
    const offered = new Set(options.map((option) => option.value))
    const withdrawn = chosen.filter((one) => !offered.has(one))
    return (
      <CheckboxGroup
        {...texts}
        isRequired={required}
        value={chosen}
        // In the order of the list, whichever was ticked first.
        onChange={(next) => onChange([...offered, ...withdrawn].filter((one) => next.includes(one)))}
        onBlur={onBlur}
      >
        {options.map((option) => (
          <Checkbox key={option.value} value={option.value}>
            {option.label}
          </Checkbox>
        ))}
        {withdrawn.map((one) => (
          <Checkbox key={one} value={one}>
            {one} (not in the list any more)
          </Checkbox>
        ))}
      </CheckboxGroup>
    )
  }
  const chosen = typeof value === 'string' ? value : (value?.[0] ?? null)
  return (
    <>
      {options.length > SHOWN_AT_ONCE ? (
        <Select
          {...texts}
          options={options.map((option) => ({ key: option.value, label: option.label }))}
          value={chosen ?? undefined}
          onChange={onChange}
        />
      ) : (
        <RadioGroup {...texts} isRequired={required} value={chosen} onChange={onChange} onBlur={onBlur}>
          {options.map((option) => (
            <Radio key={option.value} value={option.value}>
              {option.label}
            </Radio>
          ))}
        </RadioGroup>
      )}
      {required || chosen === null ? null : (
        <div className={styles['clear']}>
          <Button variant="quiet" size="small" onPress={() => onChange(null)}>
            Choose none
          </Button>
        </div>
      )}
    </>
  )
}
