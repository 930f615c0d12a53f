import type { ReactNode } from 'react'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  type MenuItemProps as AriaMenuItemProps,
  MenuTrigger,
  Popover,
} from 'react-aria-components'
import { Kbd } from './kbd.tsx'
import styles from './overlay.module.css'

type MenuProps = {
  /** The button that opens it. */
  readonly trigger: ReactNode
  readonly label: string
  readonly children: ReactNode
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

/** A list of things to do, behind a button. */
export function Menu({ trigger, label, children, isOpen, onOpenChange }: MenuProps) {
  return (
    <MenuTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger}
      <Popover className={styles['popover'] ?? ''}>
        <AriaMenu aria-label={label} className={styles['list'] ?? ''}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

type MenuItemProps = Pick<AriaMenuItemProps, 'id' | 'onAction'> & {
  readonly text: string
  readonly shortcut?: string
  readonly isDanger?: boolean
  /** It only says something: there is nothing to do, and it is read as well as the others. */
  readonly isNote?: boolean
  /** How far it is set in, where the list is an outline. */
  readonly level?: number
}

export function MenuItem({ text, shortcut, isDanger = false, isNote = false, level = 0, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem
      {...rest}
      isDisabled={isNote}
      textValue={text}
      data-danger={isDanger}
      data-note={isNote}
      className={styles['item'] ?? ''}
    >
      <span
        className={styles['itemText']}
        {...(level === 0 ? {} : { style: { paddingInlineStart: `${level * 1.25}rem` } })}
      >
        {text}
      </span>
      {shortcut === undefined ? null : <Kbd keys={shortcut} />}
    </AriaMenuItem>
  )
}
