import { randomBytes } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { putStandingLine } from './support/between.ts'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import { connect, go, goToSync, openTask } from './support/walk.ts'

/** Large deliverables on a bad line: how far they are, what they wait for, and that nothing is forgotten. */

const fields = [{ kind: 'files', key: 'maps', label: 'Your maps', maxFiles: 3 }]
const titles = [
  'Maps of the marsh',
  'Barn plans',
  'Aerial photographs of the whole farm, from the north and from the south',
] as const

test('finished work says how far its files are, and what they wait for', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks(
    'Maps',
    titles.map((title) => ({ ...planTask, title, materials: [], fields })),
  )
  const line = await putStandingLine(hub.address)
  const waiting = page.getByRole('region', { name: 'Waiting' })
  const lane = (title: string) => waiting.getByRole('listitem').filter({ hasText: title })
  const bar = (title: string) => waiting.getByRole('progressbar', { name: `Files of ${title}` })
  const figureOf = (title: string) => bar(title).evaluate((element: HTMLProgressElement) => element.value)
  try {
    await connect(page, { address: line.address, code: hub.code })
    await expect(page.getByRole('grid', { name: 'Tasks' }).getByText(titles[0])).toBeVisible()

    await test.step('a file on its way shows how many bytes have gone up', async () => {
      await sendFiles(page, titles[0], { 'list.csv': 2_000, 'marsh.tif': 6_000_000 })
      await goToSync(page)
      await expect.poll(() => figureOf(titles[0])).toBeGreaterThan(500_000)
      await expect(bar(titles[0])).toHaveAttribute('aria-valuetext', /^1 of 2 files, .+ of 6 MB$/)
      await expect(bar(titles[0])).toHaveJSProperty('max', 6_002_000)
      await expect(lane(titles[0])).toContainText('Files are going up')
    })

    await test.step('the next one says that another goes first, and a large one waits for a word', async () => {
      await page.getByRole('switch', { name: 'This link is metered' }).click({ force: true })
      await sendFiles(page, titles[1], { 'barn.tif': 4_000_000 })
      await sendFiles(page, titles[2], {
        'The whole farm from the north in the first week of June.tif': 11_000_000,
        'south.tif': 12_000_000,
      })
      await goToSync(page)
      await expect(lane(titles[1])).toContainText('Waits its turn')
      await expect(lane(titles[1])).toContainText('1 file, 0 of 4 MB')
      await expect(lane(titles[1])).toContainText('Another file goes first.')
      await expect(lane(titles[2])).toContainText('Waits for your word')
      await expect(lane(titles[2])).toContainText('0 of 2 files, 0 of 23 MB')
      await expectAccessible(page, 'lanes that wait for files')
      await pictures(page, 'sync-files')
    })

    await test.step('what has gone up is known when the desk is killed and comes back, also with no line', async () => {
      await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
      await expect(lane(titles[1])).toContainText('Waits while you work offline')
      await desk.killCore()
      await page.reload()
      await expect(lane(titles[0])).toContainText('Waits while you work offline')
      expect(await figureOf(titles[0])).toBeGreaterThanOrEqual(502_000)
      await expect(bar(titles[0])).toHaveAttribute('aria-valuetext', /^1 of 2 files, .+ of 6 MB$/)
      await pictures(page, 'sync-files-offline')
    })

    await test.step('everything arrives when the line is mended and the word is given', async () => {
      line.letThrough()
      await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
      const submissions = page.getByRole('region', { name: 'Submissions' })
      await expect(submissions.getByText('The hub has it')).toHaveCount(2)
      await expect(lane(titles[2])).toContainText('Waits for your word')
      await page.getByRole('button', { name: 'Send and fetch them now' }).click()
      await expect(submissions.getByText('The hub has it')).toHaveCount(3)
      await expect(waiting).toContainText('Nothing waits.')
    })
  } finally {
    await line.stop()
  }
})

async function sendFiles(page: Page, title: string, files: Readonly<Record<string, number>>): Promise<void> {
  await openTask(page, title)
  await page.getByRole('button', { name: 'Take this task' }).click()
  for (const [name, size] of Object.entries(files)) {
    const file = { name, mimeType: 'image/tiff', buffer: randomBytes(size) }
    await page.locator('[data-field="maps"] input[type="file"]').setInputFiles(file)
    await expect(page.getByRole('button', { name: `Take out ${name}` })).toBeVisible()
  }
  if (title === titles[2]) await pictures(page, 'task-files')
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('button', { name: /^Send/ })).toBeHidden()
  await go(page, 'Inbox')
}
