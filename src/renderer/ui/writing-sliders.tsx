import { useState } from 'react'
import { Slider } from './slider.tsx'

const sizes = ['Small', 'Rather small', 'Medium', 'Rather large', 'Large']

type SliderProps = { readonly value: number; readonly onChange: (value: number) => void }

/** The size of the writing, in steps of the type scale. */
export function TextSize({ value, onChange }: SliderProps) {
  return (
    <Slider label="Text size" value={value} min={0} max={4} words={(size) => sizes[size] ?? ''} onChange={onChange} />
  )
}

/** Kept by the core when the thumb is let go, not for every step on the way. */
export function LineLength({ value, onChange }: SliderProps) {
  const [shown, setShown] = useState<number>()
  return (
    <Slider
      label="Line length"
      value={shown ?? value}
      min={45}
      max={110}
      words={(length) => `${length} characters`}
      onChange={setShown}
      onChangeEnd={(length) => {
        setShown(undefined)
        onChange(length)
      }}
    />
  )
}
