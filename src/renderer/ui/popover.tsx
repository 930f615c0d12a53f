import type { ReactNode } from 'react'
import {
  Dialog,
  DialogTrigger,
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
} from 'react-aria-components'
import { cx } from './cx.ts'
import styles from './overlay.module.css'

type PopoverProps = {
  /** The button that opens it, then nothing else. */
  readonly trigger: ReactNode
  /** Its name for screen readers. */
  readonly label: string
  readonly children: ReactNode
  readonly placement?: AriaPopoverProps['placement']
  readonly isOpen?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly isPadded?: boolean
}

/** Something small beside the button that opens it. Escape and a press elsewhere close it. */
export function Popover({ trigger, label, children, placement, isPadded = true, isOpen, onOpenChange }: PopoverProps) {
  return (
    <DialogTrigger
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      {trigger}
      <AriaPopover
        className={cx(styles['popover'], isPadded && styles['padded'])}
        {...(placement === undefined ? {} : { placement })}
      >
        <Dialog aria-label={label} className={styles['dialog'] ?? ''}>
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
