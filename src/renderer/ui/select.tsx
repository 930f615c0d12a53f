import { Button, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components'
import { cx } from './cx.ts'
import field from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'
import { Chevron, Tick } from './marks.tsx'
import overlay from './overlay.module.css'
import styles from './select.module.css'

export type Option<K extends string> = { readonly key: K; readonly label: string }

type SelectProps<K extends string> = FieldTexts & {
  readonly options: readonly Option<K>[]
  readonly value: K | undefined
  readonly onChange: (key: K) => void
  /** The label stands before the value instead of above it. */
  readonly isInline?: boolean
  readonly placeholder?: string
}

/** One of a list, shown while it is closed as what is chosen. */
export function Select<K extends string>({
  label,
  help,
  error,
  options,
  value,
  onChange,
  isInline = false,
  placeholder = 'Choose…',
}: SelectProps<K>) {
  return (
    <AriaSelect
      value={value ?? null}
      onChange={(key) => {
        const option = options.find((one) => one.key === key)
        if (option !== undefined) onChange(option.key)
      }}
      isInvalid={error !== undefined}
      placeholder={placeholder}
      className={cx(field['field'], isInline && styles['inline'])}
    >
      <FieldFrame label={label} help={help} error={error}>
        <Button className={cx(field['input'], styles['button'])}>
          <SelectValue className={styles['value'] ?? ''}>
            {({ isPlaceholder, selectedText, defaultChildren }) => (isPlaceholder ? defaultChildren : selectedText)}
          </SelectValue>
          <Chevron />
        </Button>
      </FieldFrame>
      <Popover className={overlay['popover'] ?? ''}>
        <ListBox
          items={options.map((option) => ({ id: option.key, label: option.label }))}
          className={overlay['list'] ?? ''}
        >
          {(item) => (
            <ListBoxItem textValue={item.label} className={overlay['item'] ?? ''}>
              <span className={overlay['itemText']}>{item.label}</span>
              <span className={overlay['check']}>
                <Tick />
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}
