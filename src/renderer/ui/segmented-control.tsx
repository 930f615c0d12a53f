import { Radio, RadioGroup } from 'react-aria-components'
import styles from './segmented-control.module.css'

export type Segment<K extends string> = { readonly key: K; readonly label: string; readonly count?: string }

type SegmentedControlProps<K extends string> = {
  readonly label: string
  readonly segments: readonly Segment<K>[]
  readonly value: K
  readonly onChange: (key: K) => void
}

/** A few views of the same thing, side by side. To a screen reader it is a group of radio buttons. */
export function SegmentedControl<K extends string>({ label, segments, value, onChange }: SegmentedControlProps<K>) {
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(key) => {
        const segment = segments.find((one) => one.key === key)
        if (segment !== undefined) onChange(segment.key)
      }}
      className={styles['segments'] ?? ''}
    >
      {segments.map((segment) => (
        <Radio key={segment.key} value={segment.key} aria-label={segment.label} className={styles['segment'] ?? ''}>
          {segment.label}
          {segment.count === undefined ? null : <span className={styles['count']}>{segment.count}</span>}
        </Radio>
      ))}
    </RadioGroup>
  )
}
