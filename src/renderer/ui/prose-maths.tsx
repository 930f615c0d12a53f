import { useMemo } from 'react'
import rehypeKatex from 'rehype-katex'
import remarkMath from 'remark-math'
import { boundMaths, nameLetters } from './bound-maths.ts'
import type { LayOut } from './lay-out.ts'

/**
 * Formulas are set as MathML, which needs no styles and no fonts. They may not trust anything that a formula brings:
 * no links, no classes, no pictures, and no macros that call each other without end.
 */
const katex = {
  output: 'mathml',
  trust: false,
  strict: 'ignore',
  throwOnError: false,
  maxExpand: 200,
  maxSize: 20,
} as const

type WithMathsProps = {
  /** Every `$` in it that is no mark of a formula is escaped. */
  readonly text: string
  /** The same as it was written. */
  readonly written: string
  readonly layOut: LayOut
}

/** A text with formulas. Loaded only for such a one. */
export function WithMaths({ text, written, layOut }: WithMathsProps) {
  const laidOut = useMemo(
    () => layOut(text, { remarkPlugins: [remarkMath, boundMaths], rehypePlugins: [[rehypeKatex, katex], nameLetters] }),
    [text, layOut],
  )
  return <>{laidOut ?? written}</>
}
