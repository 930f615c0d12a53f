import { Button, ComboBox as AriaComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { cx } from './cx.ts'
import field from './field.module.css'
import { FieldFrame, type FieldTexts } from './field-frame.tsx'
import { Chevron } from './marks.tsx'
import overlay from './overlay.module.css'
import styles from './combo-box.module.css'

export type ComboOption = {
  readonly key: string
  readonly label: string
  /** Told beside the label, such as a code. */
  readonly note?: string
}

type ComboBoxProps = FieldTexts & {
  /** What fits what is typed; whoever shows the box looks it up. */
  readonly options: readonly ComboOption[]
  readonly text: string
  /** Key of the one that was chosen, while the text is still its own. */
  readonly chosen: string | undefined
  readonly onText: (text: string) => void
  readonly onChoose: (key: string) => void
  readonly isRequired?: boolean
  readonly placeholder?: string
  /** Said where nothing of the list fits. */
  readonly emptyText: string
}

/** A line of text with a list below it to choose from. What is not in the list may stand as it was typed. */
export function ComboBox(props: ComboBoxProps) {
  const {
    label,
    help,
    error,
    options,
    text,
    chosen,
    onText,
    onChoose,
    isRequired = false,
    placeholder,
    emptyText,
  } = props
  return (
    <AriaComboBox
      allowsCustomValue
      allowsEmptyCollection
      menuTrigger="input"
      items={options}
      inputValue={text}
      onInputChange={onText}
      value={chosen ?? null}
      onChange={(key) => {
        if (typeof key === 'string') onChoose(key)
      }}
      isRequired={isRequired}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={field['field'] ?? ''}
    >
      <FieldFrame label={label} help={help} error={error}>
        <div className={styles['line']}>
          <Input
            className={cx(field['input'], styles['input'])}
            autoComplete="off"
            spellCheck={false}
            {...(placeholder === undefined ? {} : { placeholder })}
          />
          <Button className={styles['open'] ?? ''} aria-label="Show the list">
            <Chevron />
          </Button>
        </div>
      </FieldFrame>
      <Popover className={cx(overlay['popover'], styles['popover'])}>
        <ListBox<ComboOption>
          className={overlay['list'] ?? ''}
          renderEmptyState={() => <p className={styles['empty']}>{emptyText}</p>}
        >
          {({ key, label: words, note }) => (
            <ListBoxItem id={key} textValue={words} className={overlay['item'] ?? ''}>
              <span className={overlay['itemText']}>{words}</span>
              {note === undefined ? null : <span className={overlay['itemCount']}>{note}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  )
}
