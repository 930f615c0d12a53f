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

  await grid.getByText(/deteriorating patient/).click()
  await expect(page.getByRole('button', { name: 'Take this task' })).toBeVisible()
  for (const theme of themes) await inTheme(page, theme, () => picture(page, '3-offer', theme))
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.getByRole('radio', { name: /^Emergency assessment/ }).click({ force: true })
  const editor = page.locator('.cm-content').first()
  await editor.click()
  // A list goes on by itself, as in the editors people know; an empty item ends it.
  await page.keyboard.type(
    'Staff nurse on Ward 14. I am calling about a woman two days after her hip was fixed. Her NEWS2 has risen all night and is **high now**.\n\n- short of breath, on oxygen since seven\nnew confusion since eight\n\n\nI need you here',
  )
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByText('4 parts missing')).toBeVisible()
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
