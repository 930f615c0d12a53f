import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import { connect } from './support/walk.ts'

/** Three days without a network, planned by keyboard. */
test('an expert plans three days offline, and the desk proves that nothing is missing', async ({
  hub,
  desk,
  folder,
}) => {
  const files = join(folder, 'materials')
  mkdirSync(files, { recursive: true })
  for (const [n, size] of [400_000, 2_000_000].entries()) writeFileSync(join(files, `map-${n}.tif`), randomBytes(size))
  const materials = (n: number) => [{ kind: 'file', key: 'map', title: 'Map', path: `map-${n}.tif` }]
  const lines = [0, 1].map((n) => JSON.stringify({ ...planTask, title: `Plan ${n + 1}`, materials: materials(n) }))
  const batch = join(folder, 'batch.jsonl')
  writeFileSync(batch, lines.join('\n'))
  await hub.run('batch', 'import', batch, '--programme', hub.programmeId, '--title', 'Maps', '--files-dir', files)
  const { page } = desk
  await connect(page, hub)
  await expect(page.getByRole('grid', { name: 'Tasks' }).getByText('Plan 2')).toBeVisible()

  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sync' }).click()
  const section = page.getByRole('region', { name: 'Files' })
  await expect(section.getByText('All files are where they belong.')).toBeVisible()
  await section.getByRole('button', { name: /ready for offline/ }).click()
  await expect(section.getByText('Ready for offline', { exact: true })).toBeVisible()
  await pictures(page, 'files')
  await section.getByRole('link', { name: 'Going offline…' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Going offline', level: 1 })).toBeVisible()
  await expect(page.getByText('2 new tasks; everything is here already.')).toBeVisible()
  await pictures(page, 'going-offline')
  await page.getByRole('button', { name: 'Take these along' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('You can go. 2 tasks are ready, and nothing needs the network.')).toBeVisible()
  // The button is gone by its own press, and the focus is not gone with it.
  await expect(page.getByRole('heading', { name: 'Going offline', level: 1 })).toBeFocused()
  await pictures(page, 'offline-ready')
  // It can be looked at again, also after the window was closed.
  await page.reload()
  await expect(page.getByText('2 files (2.4 MB) read and held against their hashes', { exact: false })).toBeVisible()
  await page.getByRole('button', { name: 'Plan anew' }).click()
  await expect(page.getByText('2 tasks of yours; everything is here already.')).toBeVisible()
  await pictures(page, 'going-offline-anew')
  // Why nothing can be taken along is said where it can be mended.
  await page.getByLabel('Back on').fill('')
  await page.getByRole('textbox', { name: 'Room for files' }).fill('')
  await page.getByRole('textbox', { name: 'New tasks, at most' }).fill('')
  await page.keyboard.press('Tab')
  for (const words of ['Say a day.', 'Say how much; 0 is a figure too.', 'Say how many; 0 is a figure too.']) {
    await expect(page.getByText(words)).toBeVisible()
  }
  await expect(page.getByRole('button', { name: 'Take these along' })).toBeDisabled()
})
