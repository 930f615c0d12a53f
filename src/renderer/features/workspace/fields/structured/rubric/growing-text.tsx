import { type ComponentProps, memo } from 'react'
import { cx } from '../../../../../ui/cx.ts'
import styles from './growing-text.module.css'

type GrowingTextProps = Omit<ComponentProps<'textarea'>, 'value' | 'rows'> & { readonly value: string }

/** Lines of plain text in a box that is as high as they are. */
export const GrowingText = memo(function GrowingText({ value, className, ...rest }: GrowingTextProps) {
  return (
    // The same text stands unseen behind the box and gives it its height, without measuring.
    <div data-text={value} className={cx(styles['frame'], className)}>
      <textarea {...rest} value={value} rows={1} className={styles['text']} />
    </div>
  )
})
