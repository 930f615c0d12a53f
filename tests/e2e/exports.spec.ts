import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { tick } from './support/walk.ts'

/** Hours on their way out: chosen, seen before they are saved, and saved as others take them in. */

async function save(page: Page, format: RegExp, ending: RegExp): Promise<string> {
  const exporting = page.getByRole('region', { name: 'Export' })
  await exporting.getByRole('button', { name: /As$/ }).click()
  await page.getByRole('option', { name: format }).click()
  const downloading = page.waitForEvent('download')
  await exporting.getByRole('button', { name: 'Export timesheet' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(ending)
  return readFileSync(await download.path(), 'latin1')
}

/** A second of work on a sample task, and then the Time screen. */
async function workASecond(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await page
    .getByRole('grid', { name: 'Tasks' })
    .getByText(/deteriorating patient/)
    .click()
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.locator('.cm-content').first().click()
  await page.keyboard.type('Short of breath since seven.')
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
  // Trackers take whole seconds, and what has none is not on their list.
  await expect(page.getByRole('timer')).toHaveText(/:\d[1-9]$/)
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Time' }).click()
}

test('a stretch of work goes out in the layout that was chosen, under the name that was given', async ({ desk }) => {
  const { page } = desk
  await workASecond(page)

  const exporting = page.getByRole('region', { name: 'Export' })
  await expect(exporting).toContainText('1 line by day and task')
  await exporting.getByRole('button', { name: 'About you…' }).click()
  const about = page.getByRole('dialog', { name: 'About you' })
  await about.getByRole('textbox', { name: 'Name' }).fill('Ada Fields')
  await about.getByRole('textbox', { name: 'E-mail' }).fill('nowhere')
  await about.getByRole('button', { name: 'Save' }).click()
  await expect(about).toContainText('This is no e-mail address.')
  await pictures(page, 'export-about-you')
  await about.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org')
  await about.getByRole('button', { name: 'Save' }).click()
  await expect(about).toBeHidden()

  const [row] = parse(Buffer.from(await save(page, /^Toggl Track/, /^understudy-toggl-.*\.csv$/), 'latin1'), {
    bom: true,
    columns: true,
  })
  expect(row).toMatchObject({ User: 'Ada Fields', Email: 'ada@example.org', Billable: 'No' })
  await expect(exporting).toContainText('For Ada Fields, ada@example.org')
  expect(await save(page, /^Calendar/, /^understudy-calendar-.*\.ics$/)).toContain('BEGIN:VEVENT')
  expect((await save(page, /to print or send/, /\.pdf$/)).startsWith('%PDF-1.7')).toBe(true)
  await exporting.scrollIntoViewIfNeeded()
  await pictures(page, 'export')
})

test('an appeal pack is made of one task, and holds when it is checked without the desk', async ({ desk }) => {
  const { page } = desk
  await workASecond(page)
  await page.getByRole('button', { name: 'Appeal pack…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Appeal pack' })
  await expect(dialog.getByRole('button', { name: 'Make the pack' })).toBeDisabled()
  await tick(dialog.getByRole('checkbox', { name: /deteriorating patient/ }))
  await pictures(page, 'export-appeal')
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Make the pack of 1 task' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^understudy-appeal-\d{4}-\d\d-\d\d\.zip$/)
  const checked = spawnSync(process.execPath, ['src/core/billing/appeal/verify-command.ts', await download.path()], {
    encoding: 'utf8',
    // Set both, as where a person has one and the runner of tests the other, Node itself complains.
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined },
  })
  expect(checked.stdout).toContain('The chain of the ledger is whole')
  expect([checked.status, checked.stderr]).toEqual([0, ''])
  await expect(dialog).toBeHidden()
})
