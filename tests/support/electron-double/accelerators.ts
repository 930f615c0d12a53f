import type * as Electron from 'electron'

type Role = NonNullable<Electron.MenuItemConstructorOptions['role']>

/** The shortcuts that roles bring along, as far as a test presses them (Electron's lib/browser/api/menu-item-roles.ts). */
export const ROLE_ACCELERATORS: Partial<Record<Role, string>> = {
  zoomIn: 'CommandOrControl+Plus',
  zoomOut: 'CommandOrControl+-',
  resetZoom: 'CommandOrControl+0',
}

/** A key by its place and meaning as the system names it, and what is held with it. */
export type KeyPress = { readonly key: string; readonly shift?: boolean }

/** Keys that Electron names by what they write; `true` where it takes Shift to belong to that (shell/common/keyboard_util.cc). */
const NAMED: Readonly<Record<string, readonly [key: string, isShifted: boolean]>> = {
  Plus: ['VKEY_OEM_PLUS', true],
  '=': ['VKEY_OEM_PLUS', false],
  '-': ['VKEY_OEM_MINUS', false],
  numadd: ['VKEY_ADD', false],
  numsub: ['VKEY_SUBTRACT', false],
}

/** Whether the key, pressed with Ctrl or ⌘, is this shortcut. */
export function isPressed(accelerator: string, { key, shift = false }: KeyPress): boolean {
  const parts = accelerator.split('+')
  const last = parts.at(-1) ?? ''
  const [named, isShifted] = NAMED[last] ?? [`VKEY_${last.toUpperCase()}`, false]
  const hasControl = parts.some((part) => /^(CommandOrControl|CmdOrCtrl|Ctrl)$/.test(part))
  const hasOther = parts.some((part) => /^(Alt|Cmd)$/.test(part))
  return hasControl && !hasOther && named === key && (isShifted || parts.includes('Shift')) === shift
}
