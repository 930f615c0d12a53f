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
}

/** A list of things to do, behind a button. */
export function Menu({ trigger, label, children }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles['popover'] ?? ''}>
        <AriaMenu aria-label={label} className={styles['list'] ?? ''}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

type MenuItemProps = Pick<AriaMenuItemProps, 'id' | 'onAction' | 'isDisabled'> & {
  readonly text: string
  readonly shortcut?: string
  readonly isDanger?: boolean
}

export function MenuItem({ text, shortcut, isDanger = false, ...rest }: MenuItemProps) {
  return (
    <AriaMenuItem {...rest} textValue={text} data-danger={isDanger} className={styles['item'] ?? ''}>
      <span className={styles['itemText']}>{text}</span>
      {shortcut === undefined ? null : <Kbd keys={shortcut} />}
    </AriaMenuItem>
  )
}
