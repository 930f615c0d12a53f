import type { DeskStatus, Settings } from '../../shared/contract/desk.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText } from '../client/error-text.ts'
import type { Resource } from './resource.ts'
import type { Toasts } from './toasts.ts'

/** Size of the writing by step of `textSize`, in rem. */
export const writingSizes = [1, 1.125, 1.25, 1.4375, 1.6875] as const

/** What one can choose to look at, as it is named everywhere. */
export const themes: readonly { readonly key: Settings['theme']; readonly label: string }[] = [
  { key: 'system', label: 'System' },
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
  { key: 'night', label: 'Night' },
  { key: 'sunlight', label: 'Sunlight' },
]

const THEME = 'understudy-theme'

/** Puts the settings onto the page: theme, size and width of the writing. */
export function applySettings(root: HTMLElement, { theme, textSize, columnWidth }: Settings): void {
  root.dataset['theme'] = theme
  root.style.setProperty('--writing', `calc(${writingSizes[textSize] ?? 1.25}rem * var(--enlarge))`)
  root.style.setProperty('--writing-width', `${columnWidth}ch`)
  try {
    localStorage.setItem(THEME, theme)
  } catch {
    // A browser may forbid it; then the window begins in the system's theme.
  }
}

/** The theme of last time, until the core has answered: a dark room should not be lit up by a white flash. */
export function recallTheme(root: HTMLElement): void {
  try {
    const theme = localStorage.getItem(THEME)
    if (theme !== null) root.dataset['theme'] = theme
  } catch {
    // As above.
  }
}

export type SettingsKeeper = {
  /** Shows the change at once and has the core keep it. */
  change(change: Partial<Settings>): void
  /** Has the core keep the change first: for what somebody has written. @returns why it could not, in the person's words */
  keep(change: Partial<Settings>): Promise<string | undefined>
}

export function createSettingsKeeper(
  desk: Pick<Desk, 'app'>,
  status: Resource<DeskStatus>,
  toasts: Toasts,
): SettingsKeeper {
  return {
    change: (change) => {
      const { value } = status.store.getState()
      if (value !== undefined) status.put({ ...value, settings: { ...value.settings, ...change } })
      desk.app.saveSettings(change).then(
        () => status.refresh(),
        (error: unknown) => {
          toasts.complain(errorToText(error))
          void status.refresh()
        },
      )
    },
    keep: async (change) => {
      try {
        await desk.app.saveSettings(change)
      } catch (error) {
        return errorToText(error)
      }
      await status.refresh()
      return undefined
    },
  }
}
