import type { RefAttributes } from 'react'
import {
  Button,
  Input,
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components'
import { cx } from './cx.ts'
import field from './field.module.css'
import { Cross } from './marks.tsx'
import styles from './search-field.module.css'

export type SearchFieldProps = Omit<AriaSearchFieldProps, 'className' | 'style' | 'children' | 'aria-label'> & {
  /** The field's name, and what stands in it while it is empty. */
  readonly label: string
  readonly inputRef?: RefAttributes<HTMLInputElement>['ref']
  readonly className?: string
}

export function SearchField({ label, inputRef, className, ...rest }: SearchFieldProps) {
  return (
    <AriaSearchField {...rest} aria-label={label} className={cx(styles['search'], className)}>
      <Input
        placeholder={label}
        className={cx(field['input'], styles['input'])}
        {...(inputRef === undefined ? {} : { ref: inputRef })}
      />
      <Button className={styles['clear'] ?? ''} aria-label="Clear the search">
        <Cross />
      </Button>
    </AriaSearchField>
  )
}
