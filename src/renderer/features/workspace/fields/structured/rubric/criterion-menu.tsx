import { useMemo } from 'react'
import { Menu, Popover } from 'react-aria-components'
import { MenuItem } from '../../../../../ui/menu.tsx'
import overlay from '../../../../../ui/overlay.module.css'

export type MenuAction = 'add' | 'up' | 'down' | 'in' | 'out' | 'required' | 'details' | 'delete'

type CriterionMenuProps = {
  /** Where it hangs. */
  readonly button: HTMLElement
  readonly isOpen: boolean
  readonly isRequired: boolean
  readonly onAction: (what: MenuAction) => void
  readonly onClose: () => void
}

/** It has been opened in order to choose from it. */
const focusFirst = { autoFocus: 'first' } as const

/** What can be done with one criterion: one menu for all rows, so that a row stays light. */
export function CriterionMenu({ button, isOpen, isRequired, onAction, onClose }: CriterionMenuProps) {
  const anchor = useMemo(() => ({ current: button }), [button])
  const item = (id: MenuAction, text: string, shortcut?: string) => (
    <MenuItem
      id={id}
      text={text}
      onAction={() => onAction(id)}
      isDanger={id === 'delete'}
      {...(shortcut === undefined ? {} : { shortcut })}
    />
  )
  return (
    <Popover
      triggerRef={anchor}
      isOpen
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
      className={overlay['popover'] ?? ''}
    >
      <Menu aria-label="This criterion" {...focusFirst} onClose={onClose} className={overlay['list'] ?? ''}>
        {item('details', isOpen ? 'Close the details' : 'Tags, source, weight…', 'Alt+Enter')}
        {item('required', isRequired ? 'Not required' : 'Required', 'Alt+G')}
        {item('add', 'Add one below', 'Enter')}
        {item('up', 'Move up', 'Alt+↑')}
        {item('down', 'Move down', 'Alt+↓')}
        {item('in', 'Move in', 'Mod+]')}
        {item('out', 'Move out', 'Mod+[')}
        {item('delete', 'Delete', 'Mod+Shift+Backspace')}
      </Menu>
    </Popover>
  )
}
