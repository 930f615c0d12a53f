import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { sharedData } from '../support/shared-data.ts'
import { showTheme } from './support/axe.ts'
import { type HubWorld, test } from './support/test.ts'
import { connect, untilSaved } from './support/walk.ts'

/** Files of office work, as they come and as they are made to hurt: opened in their place, with nothing fetched for it. */

const attachments = sharedData('attachments')
const all = existsSync(attachments) ? readdirSync(attachments).filter((name) => name !== 'manifest.tsv') : []
/** One of each kind by default; all with UNDERSTUDY_ALL_FILES. */
const some = new Set([
  'legal_memo_youtube_coppa.pdf',
  'EM_Equity_Outlook_Q1_2025.docx',
  'Floorstand_Budget_Analysis.xlsx',
  'Work_Time_Study_Analysis.pptx',
  'sp500_companies.csv',
  'cnc_workcell_layout.png',
  'ev_battery_partnership_proposal.md',
  'robot_fleet_data_api.txt',
  'package.json',
])
const names = process.env['UNDERSTUDY_ALL_FILES'] === undefined ? all.filter((name) => some.has(name)) : all

const hostile: Record<string, { readonly bytes: Uint8Array; readonly says: string | RegExp }> = {
  'bomb.png': { bytes: pngHeader(60_000, 60_000), says: /60,000 by 60,000\. Unpacking it would take 14,400 MB/ },
  'broken.pdf': { bytes: Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog'), says: 'This file is damaged' },
  'broken.docx': { bytes: Buffer.from('PK\u0003\u0004 and then nothing'), says: 'This file is damaged' },
  'broken.xlsx': { bytes: Buffer.from('no workbook'), says: 'This file is damaged' },
  'strange.bin': { bytes: Buffer.from([0, 1, 2, 3]), says: 'Open this file with the program you use for it' },
}

const fields = [
  { kind: 'text', key: 'note', label: 'Your note', required: false },
  { kind: 'files', key: 'papers', label: 'Your papers', maxFiles: 1, required: false },
]

test('files are read in their place, and say what they say of the person', async ({ hub, desk, folder }) => {
  const { page } = desk
  const strangers = watchRequests(page)
  if (all.length === 0) console.log(`SKIPPED: the office files, because ${attachments} is not there`)
  const files = join(folder, 'files')
  mkdirSync(files)
  for (const name of names) copyFileSync(join(attachments, name), join(files, name))
  for (const [name, { bytes }] of Object.entries(hostile)) writeFileSync(join(files, name), bytes)
  await importFiles(hub, folder, [...names, ...Object.keys(hostile)])

  await test.step('take the task', async () => {
    await connect(page, hub)
    await page.getByRole('grid', { name: 'Tasks' }).getByText('Read the papers').click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await page.getByRole('textbox', { name: 'Your note' }).fill('Kept, whatever the files are.')
    await untilSaved(page)
  })

  for (const name of names) await test.step(`open ${name}`, () => untilShown(page, name))
  for (const [name, { says }] of Object.entries(hostile)) {
    await test.step(`open ${name}`, async () => {
      const material = await bringIntoView(page, name)
      await expect(material.getByText(says)).toBeVisible()
    })
  }
  await expect(page.getByRole('textbox', { name: 'Your note' })).toHaveText('Kept, whatever the files are.')

  if (all.length > 0) {
    await test.step('larger, and words found in it', async () => {
      const name = 'legal_memo_youtube_coppa.pdf'
      await bringIntoView(page, name)
      await page.getByRole('button', { name: `Open ${name} larger` }).click()
      const dialog = page.getByRole('dialog', { name })
      await expect(dialog.locator('[data-drawn="true"]').first()).toBeVisible()
      await dialog.getByRole('searchbox', { name: 'Find in this file' }).fill('coppa')
      await expect(dialog.getByText(/^1 of \d+$/)).toBeVisible()
      await dialog.getByRole('button', { name: 'Next' }).click()
      await expect(dialog.getByText(/^2 of \d+$/)).toBeVisible()
      // At night no page is white, not even before it is drawn.
      await showTheme(page, 'night')
      const paper = dialog.locator('[data-drawn]').first()
      expect(await paper.evaluate((element) => getComputedStyle(element).filter)).toContain('grayscale(1)')
      await showTheme(page, 'light')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await expect(dialog).toBeHidden()
    })
    await test.step('what a delivered file says, and a copy without it', () => cleanFile(page))
  }
  expect(strangers, 'requests to anybody else').toEqual([])
})

async function cleanFile(page: Page): Promise<void> {
  const name = 'EM_Equity_Outlook_Q1_2025.docx'
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add files' }).click()
  await (await choosing).setFiles(join(attachments, name))
  await page.getByRole('button', { name: `What ${name} says about you` }).click()
  const dialog = page.getByRole('dialog', { name: `What ${name} says about you` })
  await expect(dialog.getByText('python-docx', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Remove them' }).click()
  const removed = page.getByText(/^Removed from it: Author, /)
  await expect(removed).toBeVisible()
  // The newest offer stands first.
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(removed).toBeHidden()
  await expect(page.getByRole('button', { name: `Open ${name}`, exact: true })).toBeVisible()
}

async function importFiles(hub: HubWorld, folder: string, paths: readonly string[]): Promise<void> {
  const task = {
    kind: 'author',
    title: 'Read the papers',
    occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
    brief: 'Read what is there.',
    estimateMs: 3_600_000,
    materials: paths.map((path, at) => ({ kind: 'file', key: `file-${at}`, title: path, path })),
    fields,
  }
  const batch = join(folder, 'batch.jsonl')
  writeFileSync(batch, `${JSON.stringify(task)}\n`)
  const where = ['--programme', hub.programmeId, '--title', 'Papers', '--files-dir', join(folder, 'files')]
  await hub.run('batch', 'import', batch, ...where)
}

/** Addresses that are not of the desk's own window. */
function watchRequests(page: Page): string[] {
  const strangers: string[] = []
  page.on('request', (request) => {
    const own = new URL(page.url()).origin
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== own) strangers.push(request.url())
  })
  return strangers
}

async function bringIntoView(page: Page, name: string): Promise<Locator> {
  const material = page.locator('[data-section^="material:"]').filter({ hasText: name })
  await material.scrollIntoViewIfNeeded()
  return material
}

async function untilShown(page: Page, name: string): Promise<void> {
  const material = await bringIntoView(page, name)
  switch (name.split('.').at(-1)) {
    case 'pdf':
      return expect(material.locator('[data-drawn="true"]').first()).toBeVisible()
    case 'docx':
      return expect(material.getByText('Its text.')).toBeVisible()
    case 'xlsx':
    case 'csv':
      return expect(material.getByRole('table').first()).toBeVisible()
    case 'pptx':
      return expect(material.getByText(/^Slide 1 of \d+/)).toBeVisible()
    case 'png':
      return expect
        .poll(() => material.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(0)
    default: {
      const [line = ''] = readFileSync(join(attachments, name), 'utf8').split('\n')
      const words = /[\w ]{3,}/.exec(line)?.[0] ?? ''
      return expect(material).toContainText(words.trim())
    }
  }
}

/** The beginning of a picture that would take gigabytes. */
function pngHeader(width: number, height: number): Uint8Array {
  const bytes = Buffer.alloc(64)
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
}
