import { useLayoutEffect, useRef } from 'react'
import { Label, Slider as AriaSlider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components'
import styles from './slider.module.css'

type SliderProps = {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step?: number
  /** The value in words, shown and announced. */
  readonly words: (value: number) => string
  readonly onChange: (value: number) => void
  /** Called when the person lets go; for what should not happen for every step on the way. */
  readonly onChangeEnd?: (value: number) => void
}

export function Slider({ label, value, min, max, step = 1, words, onChange, onChangeEnd }: SliderProps) {
  const input = useRef<HTMLInputElement>(null)
  // The library gives out the bare figure with each change, and takes no words for it.
  useLayoutEffect(() => input.current?.setAttribute('aria-valuetext', words(value)))
  return (
    <AriaSlider<number>
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      onChange={onChange}
      {...(onChangeEnd === undefined ? {} : { onChangeEnd })}
      className={styles['slider'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <SliderOutput className={styles['output'] ?? ''}>{words(value)}</SliderOutput>
      <SliderTrack className={styles['track'] ?? ''}>
        {({ state }) => (
          <>
            <div className={styles['rail']} />
            <div className={styles['fill']} style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb inputRef={input} className={styles['thumb'] ?? ''} />
          </>
        )}
      </SliderTrack>
    </AriaSlider>
  )
}
