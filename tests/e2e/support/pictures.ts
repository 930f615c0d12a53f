import type { Page } from '@playwright/test'

const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 640 },
] as const

/**
 * The screen as it is, light and dark and in two sizes, into an ignored folder, to be looked at by a person. Taken only
 * when `UNDERSTUDY_PICTURES` is set: they cost seconds and nothing is asserted of them.
 */
export async function pictures(page: Page, name: string): Promise<void> {
  if (process.env['UNDERSTUDY_PICTURES'] === undefined) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const size of sizes) {
      await page.setViewportSize(size)
      await page.screenshot({ path: `screenshots/${name}-${colorScheme}-${size.width}.png`, animations: 'disabled' })
    }
  }
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(sizes[0])
}
