import { expect, type Page } from '@playwright/test'
import { test } from './support/test.ts'

/** A backup is made and put back by the buttons in Settings, and the desk opens again by itself. */

async function openTask(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Inbox/ }).first().click()
  await page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1).click()
}

async function settings(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('region', { name: 'Backups' })).toBeVisible()
}

test('a backup is put back with one click, and what was there is set aside', async ({ desk }) => {
  const { page } = desk
  const editor = page.locator('.cm-content').first()
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await openTask(page)
  await page.getByRole('button', { name: 'Take this task' }).click()
  await editor.click()
  await page.keyboard.type('As it was.')
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()

  await settings(page)
  const backups = page.getByRole('region', { name: 'Backups' })
  await expect(backups).toContainText(/Store: sound, checked today/)
  await backups.getByRole('button', { name: 'Back up now' }).click()
  await expect(backups.getByRole('listitem').filter({ hasText: 'Made by you' })).toBeVisible()

  await openTask(page)
  await editor.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(' And more.')
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()

  await settings(page)
  await backups
    .getByRole('button', { name: /Put back the backup/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(page.getByText('The backup has been put back.')).toBeVisible({ timeout: 30_000 })
  await settings(page)
  await expect(backups.getByRole('listitem').filter({ hasText: 'Set aside' })).toBeVisible()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await backups.scrollIntoViewIfNeeded()
    await page.screenshot({ path: `screenshots/9-backups-${colorScheme}.png`, animations: 'disabled' })
  }
  await openTask(page)
  await expect(editor).toHaveText('As it was.')
})
