import type { Page } from '@playwright/test'
import { showTheme, themes } from './axe.ts'

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
] as const

/**
 * The screen as it is, in every theme and in two sizes, into an ignored folder, to be looked at by a person. Taken only
 * when `UNDERSTUDY_PICTURES` is set: they cost seconds and nothing is asserted of them.
 */
export async function pictures(page: Page, name: string): Promise<void> {
  if (process.env['UNDERSTUDY_PICTURES'] === undefined) return
  for (const size of [...sizes].reverse()) {
    await page.setViewportSize(size)
    for (const theme of [...themes].reverse()) {
      await showTheme(page, theme)
      await page.screenshot({ path: `screenshots/${name}-${theme}-${size.width}.png`, animations: 'disabled' })
    }
  }
}
