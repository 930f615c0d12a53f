import { readdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import { openTask as openTaskCalled, untilSaved } from './support/walk.ts'

/** A backup is made and put back by the buttons in Settings, and the desk opens again by itself. */

async function openTask(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Inbox/ }).first().click()
  await page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1).click()
}

async function settings(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('region', { name: 'Backups' })).toBeVisible()
}

/** Puts the newest backup back and waits until the desk is there again. */
async function putBack(page: Page): Promise<void> {
  await settings(page)
  await page
    .getByRole('button', { name: /Put back the backup/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(page.getByText('The backup has been put back.')).toBeVisible({ timeout: 30_000 })
}

/** Has a draft of the sample with “As it was.” in it. */
async function writeInSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await openTask(page)
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.locator('.cm-content').first().click()
  await page.keyboard.type('As it was.')
  await untilSaved(page)
}

test('a backup is put back with one click, and what was there is set aside', async ({ desk }) => {
  const { page } = desk
  const editor = page.locator('.cm-content').first()
  await writeInSample(page)

  await settings(page)
  const backups = page.getByRole('region', { name: 'Backups' })
  await expect(backups).toContainText(/Store: sound, checked today/)
  await backups.getByRole('button', { name: 'Back up now' }).click()
  // It did nothing for a while, and kept the focus.
  await expect(backups.getByRole('button', { name: 'Back up now' })).toBeFocused()
  await expect(backups.getByRole('listitem').filter({ hasText: 'Made by you' })).toBeVisible()

  await openTask(page)
  await editor.click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(' And more.')
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()

  await putBack(page)
  await settings(page)
  await expect(backups.getByRole('listitem').filter({ hasText: 'Set aside' })).toBeVisible()
  await backups.scrollIntoViewIfNeeded()
  await pictures(page, 'backups')
  await openTask(page)
  await expect(editor).toHaveText('As it was.')
})

test('where nothing of a store could be rescued, the backups stand beside the ways to begin', async ({
  desk,
  folder,
}) => {
  const { page } = desk
  const editor = page.locator('.cm-content').first()
  await writeInSample(page)
  await settings(page)
  const backups = page.getByRole('region', { name: 'Backups' })
  await backups.getByRole('button', { name: 'Back up now' }).click()
  await expect(backups.getByRole('listitem').filter({ hasText: 'Made by you' })).toBeVisible()
  // From here on it is another history, of which there is no backup yet.
  await putBack(page)

  for (const end of ['', '-wal']) truncateSync(join(folder, 'desk', `desk.db${end}`))
  await desk.killCore()
  await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText(/was damaged/)).toBeVisible()
  await backups.scrollIntoViewIfNeeded()
  await pictures(page, 'backups-to-begin-with')
  await backups
    .getByRole('listitem')
    .filter({ hasText: 'Made by you' })
    .getByRole('button', { name: /Put back the backup/ })
    .click()
  await page.getByRole('button', { name: 'Put it back' }).click()
  await openTask(page)
  await expect(editor).toHaveText('As it was.')
})

test('an attached file belongs to the backups: lost, it comes back by itself, and with the backup that is put back', async ({
  desk,
  hub,
  folder,
}) => {
  const { page } = desk
  const title = 'Plan with its sheet'
  const field = { kind: 'files', key: 'sheet', label: 'The plan as a file' }
  await hub.importTasks('Plans', [{ ...planTask, title, fields: [...planTask.fields.slice(0, 1), field] }])
  await page.getByRole('textbox', { name: 'Hub address' }).fill(hub.address)
  await page.getByRole('textbox', { name: 'Code' }).fill(hub.code)
  await page.getByRole('button', { name: 'Connect' }).click()
  await openTaskCalled(page, title)
  await page.getByRole('button', { name: 'Take this task' }).click()
  const text = 'Clover on the north field, then wheat. '
  await page.locator('[data-field="sheet"] input[type="file"]').setInputFiles({
    name: 'plan.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(text.repeat(30_000)),
  })
  const open = page.getByRole('button', { name: 'Open plan.txt', exact: true })
  await expect(open).toBeVisible()
  await untilSaved(page)

  const backups = page.getByRole('region', { name: 'Backups' })
  await test.step('it is counted with the backups', async () => {
    await settings(page)
    await backups.getByRole('button', { name: 'Back up now' }).click()
    await expect(backups.getByText(/Attached files in backups: 1\.2 MB/)).toBeVisible()
    await backups.scrollIntoViewIfNeeded()
    await pictures(page, 'backups-files')
  })

  await test.step('deleted from the disk, it opens all the same, and the desk says why', async () => {
    await openTaskCalled(page, title)
    expect(loseFiles(join(folder, 'desk', 'files'))).toBe(1)
    await open.click()
    const dialog = page.getByRole('dialog', { name: 'plan.txt' })
    await expect(dialog.getByText(text.trim()).first()).toBeVisible()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await expect(page.getByText(/“plan\.txt” of “Plan with its sheet” was missing or damaged/)).toBeVisible()
    await pictures(page, 'file-healed')
    await page.getByRole('button', { name: 'Dismiss' }).click()
  })

  await test.step('it comes back with the backup that is put back', async () => {
    expect(loseFiles(join(folder, 'desk', 'files'))).toBe(1)
    await putBack(page)
    await expect(page.getByText(/It was taken from the backups and is whole again/)).toBeVisible()
    expect(loseFiles(join(folder, 'desk', 'files'))).toBe(1)
  })

  await test.step('gone from both, it says so instead of showing nothing', async () => {
    loseFiles(join(folder, 'desk', 'backups', 'files'))
    await openTaskCalled(page, title)
    await open.click()
    await expect(page.getByText(/missing or damaged on this computer, and no backup has it/).first()).toBeVisible()
    await pictures(page, 'file-lost')
  })
})

/** Deletes what lies under a hash. @returns how many files that were */
function loseFiles(folder: string): number {
  const names = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => /[0-9a-f]{64}$/.test(name))
  for (const name of names) rmSync(join(folder, name))
  return names.length
}
