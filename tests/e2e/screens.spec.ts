import { expect, type Page } from '@playwright/test'
import { test } from './support/test.ts'

/** A picture of each screen, light and dark, into an ignored folder: to be looked at by a person. */

const themes = ['Light', 'Dark'] as const

async function picture(page: Page, name: string, theme: string): Promise<void> {
  await page.screenshot({ path: `screenshots/${name}-${theme.toLowerCase()}.png`, animations: 'disabled' })
}

async function open(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen }).click()
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
}

test('every screen has its picture in light and dark', async ({ desk }) => {
  const { page } = desk
  await page.emulateMedia({ colorScheme: 'light' })
  await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible()
  await picture(page, '1-first-run', 'light')
  await page.emulateMedia({ colorScheme: 'dark' })
  await picture(page, '1-first-run', 'dark')
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  const grid = page.getByRole('grid', { name: 'Tasks' })
  await expect(grid.getByRole('row').first()).toBeVisible()

  const title = 'Handover'
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill(title)
  await expect(page.getByText(/^\d+ tasks?$/)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('')
  await grid.getByRole('row').nth(1).click()
  await expect(page.getByRole('button', { name: 'Take this task' })).toBeVisible()
  for (const theme of themes) await inTheme(page, theme, () => picture(page, '3-offer', theme))
  await page.getByRole('button', { name: 'Take this task' }).click()
  const editor = page.locator('.cm-content').first()
  await editor.click()
  await page.keyboard.type(
    '## What matters first\n\nThe **heavy land** waits until it carries. Clover stays.\n\n- drain\n- lime\n\nThen wheat.',
  )
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
  for (const theme of themes) await inTheme(page, theme, () => picture(page, '4-workspace', theme))
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('region', { name: 'Before you send' })).toBeVisible()
  for (const theme of themes) await inTheme(page, theme, () => picture(page, '5-before-send', theme))
  await page.getByRole('button', { name: 'Guideline' }).click()
  await expect(page.getByRole('dialog', { name: 'Guideline' })).toBeVisible()
  for (const theme of themes) await inTheme(page, theme, () => picture(page, '6-guideline', theme))
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: /Inbox/ }).first().click()
  for (const [i, screen] of ['Inbox', 'Sync', 'Time', 'Settings'].entries()) {
    await open(page, screen)
    for (const theme of themes)
      await inTheme(page, theme, () => picture(page, `${i === 0 ? 2 : 6 + i}-${screen.toLowerCase()}`, theme))
  }
})

/** The theme follows the system unless one has chosen; here the system changes. */
async function inTheme(page: Page, theme: 'Light' | 'Dark', take: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: theme === 'Light' ? 'light' : 'dark' })
  await take()
}
