import { ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import field from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'
import overlay from './overlay.module.css'
import styles from './suggest-field.module.css'

export type Suggestion = {
  readonly key: string
  readonly label: string
  /** A second line. */
  readonly note?: string
}

type SuggestFieldProps = FieldTexts & {
  readonly value: string
  readonly onChange: (text: string) => void
  /** Those that fit what is typed so far. */
  readonly suggestions: readonly Suggestion[]
  readonly onTake: (key: string) => void
  readonly onFocus?: () => void
  readonly maxLength?: number
}

/** One line of text, with a list below it of what was written before; anything else may be written as well. */
export function SuggestField(props: SuggestFieldProps) {
  const { label, help, error, value, onChange, suggestions, onTake, onFocus, maxLength } = props
  return (
    <ComboBox
      allowsCustomValue
      menuTrigger="input"
      inputValue={value}
      value={null}
      onInputChange={onChange}
      onChange={(key) => {
        if (typeof key === 'string') onTake(key)
      }}
      {...(onFocus === undefined ? {} : { onFocus })}
      items={suggestions.map(({ key, ...rest }) => ({ id: key, ...rest }))}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={field['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <Input className={field['input'] ?? ''} {...(maxLength === undefined ? {} : { maxLength })} />
      </FieldFrame>
      <Popover className={`${overlay['popover'] ?? ''} ${styles['popover'] ?? ''}`}>
        <ListBox<Suggestion & { id: string }> className={overlay['list'] ?? ''}>
          {(item) => (
            <ListBoxItem textValue={item.label} className={overlay['item'] ?? ''}>
              <span className={styles['words']}>
                <span>{item.label}</span>
                {item.note === undefined ? null : <span className={styles['note']}>{item.note}</span>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
