import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import {
  Autocomplete,
  Dialog as AriaDialog,
  Input,
  ListBox,
  ListBoxItem,
  Modal,
  ModalOverlay,
  TextField,
} from 'react-aria-components'
import { cx } from './cx.ts'
import field from './field.module.css'
import { isComposing } from './is-composing.ts'
import { Kbd } from './kbd.tsx'
import overlay from './overlay.module.css'
import styles from './pick-dialog.module.css'

export type Pick = {
  readonly key: string
  readonly text: string
  /** Places of letters in the text that are marked, because they were typed; from low to high. */
  readonly at: readonly number[]
  /** At the end of the line: where it belongs. */
  readonly note: string
  readonly shortcut?: string | undefined
}

type PickDialogProps = {
  /** Name of the dialog, and what stands in the field while it is empty. */
  readonly label: string
  readonly typed: string
  readonly onType: (typed: string) => void
  /** In the order in which they are shown. */
  readonly picks: readonly Pick[]
  /** Said when there is none. */
  readonly nothing: string
  readonly isOpen: boolean
  readonly onPick: (key: string) => void
  readonly onClose: () => void
}

/** One line to type in and what fits it below; arrows and Enter choose, Escape closes. */
export function PickDialog({ isOpen, onClose, ...body }: PickDialogProps) {
  return (
    <ModalOverlay
      data-modal
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable
      className={cx(overlay['veil'], styles['veil'])}
    >
      <Modal className={cx(overlay['modal'], styles['modal'])}>
        <AriaDialog aria-label={body.label} className={overlay['frame'] ?? ''}>
          <PickBody {...body} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The list is always open below it; what it controls, React Aria says. */
const combobox = { role: 'combobox', 'aria-expanded': true } as const

type PickBodyProps = Omit<PickDialogProps, 'isOpen' | 'onClose'>

/** Made each time it opens, so that the caret is in its line then. */
function PickBody({ label, typed, onType, picks, nothing, onPick }: PickBodyProps) {
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => input.current?.focus(), [])
  /**
   * React Aria marks the first line while one types on, and none after something was pasted or taken out, or until the
   * list has been drawn anew; then whoever presses Enter means the first all the same. What is marked it takes half a
   * second later only, and drops an Enter that comes before.
   */
  const take = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
    const marked = list.current?.querySelector<HTMLElement>('[role="option"][data-focused]')?.dataset['key']
    const chosen = picks.find(({ key }) => key === marked) ?? (typed.trim() === '' ? undefined : picks[0])
    if (chosen === undefined && typed.trim() === '') return
    event.preventDefault()
    event.stopPropagation()
    if (chosen === undefined) early.current = typed
    else onPick(chosen.key)
  }
  /** For which words Enter came before anything was found. */
  const early = useRef<string>(undefined)
  useEffect(() => {
    const [first] = picks
    const isMeant = early.current === typed
    if (isMeant && first === undefined) return
    early.current = undefined
    if (isMeant && first !== undefined) onPick(first.key)
  })
  return (
    <Autocomplete inputValue={typed} onInputChange={onType}>
      <div className={styles['field']} onKeyDownCapture={take}>
        <TextField aria-label={label}>
          <Input ref={input} {...combobox} placeholder={label} className={cx(field['input'], styles['input'])} />
        </TextField>
      </div>
      <ListBox
        ref={list}
        aria-label={label}
        data-typed={typed.trim() !== '' || undefined}
        items={picks.map((pick) => ({ ...pick, id: pick.key }))}
        className={styles['list'] ?? ''}
        onAction={(key) => onPick(String(key))}
        renderEmptyState={() => <p className={styles['nothing']}>{nothing}</p>}
      >
        {(pick) => (
          <ListBoxItem textValue={pick.text} className={overlay['item'] ?? ''}>
            <span className={styles['text']}>{marked(pick.text, pick.at)}</span>
            <span className={styles['note']}>{pick.note}</span>
            <span className={styles['keys']}>{pick.shortcut === undefined ? null : <Kbd keys={pick.shortcut} />}</span>
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  )
}

/** Letters side by side are marked as one piece. */
function marked(text: string, at: readonly number[]): ReactNode[] {
  const parts: ReactNode[] = []
  let done = 0
  for (let i = 0; i < at.length; ) {
    const from = at[i] ?? 0
    let to = from
    while (at[i] === to) {
      to += 1
      i += 1
    }
    parts.push(text.slice(done, from), <b key={from}>{text.slice(from, to)}</b>)
    done = to
  }
  return [...parts, text.slice(done)]
}
