import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { hostileFiles, hostileTasks } from '../support/content/hostile-tasks.ts'
import { canaries, everythingHostile, hostileMissing } from '../support/content/hostile-texts.ts'
import type { BatchTask } from '../support/content/read-shared.ts'
import { writeBatch } from '../support/content/real-batches.ts'
import { type Abroad, goToTask, watchAbroad } from './support/at-home.ts'
import { paste } from './support/paste.ts'
import { type HubWorld, idIn, test } from './support/test.ts'
import { unsafeParts } from './support/unsafe-parts.ts'
import { connect, tick, untilSaved } from './support/walk.ts'

/** Texts made to break out, in every place that shows a text: nothing runs, nothing leaves, and the window lives on. */

const Rows = z.array(z.object({ id: z.string(), title: z.string() }))

/** A task that is done quickly, so that what comes after it can be seen, too. */
const small: BatchTask = {
  kind: 'answer',
  title: 'Small and hostile',
  occupation: { code: '11-9013.00', title: 'Farmers' },
  brief: canaries.join('\n\n'),
  materials: [],
  fields: [
    { kind: 'markdown', key: 'answer', label: 'Your answer' },
    {
      kind: 'choice',
      key: 'choice',
      label: 'Choose <img src=x onerror=window.__pwned=1>',
      options: [
        { value: '<script>window.__pwned=1</script>', label: '<script>window.__pwned=1</script>' },
        { value: 'other', label: '![x](https://evil.invalid/choice.png)' },
      ],
    },
    { kind: 'text', key: 'line', label: 'In one line' },
  ],
}

test('hostile texts run nothing, fetch nothing and break nothing, wherever they stand', async ({
  folder,
  hub,
  desk,
}) => {
  if (hostileMissing !== undefined) {
    console.log(`Left out: hostile texts, because ${hostileMissing}.`)
    return
  }
  const { page } = desk
  const abroad = await watchAbroad(page)
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const stillSafe = (): Promise<void> => expectSafe(page, abroad, dialogs)

  await bring(hub, folder)
  await connect(page, hub)
  await expect(page.getByText('5 tasks')).toBeVisible()
  await stillSafe()
  const rows = Rows.parse(JSON.parse(await hub.run('task', 'list', '--json')))

  for (const { id, title } of rows) {
    await test.step(title, async () => {
      await goToTask(page, id)
      await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
      await stillSafe()
      await page.getByRole('button', { name: 'Take this task' }).click()
      await expect(page.locator('[data-field]').first()).toBeVisible()
      await expect(page.getByText('still to be fetched')).toHaveCount(0)
      await expect(page.getByText('has a fault')).toHaveCount(0)
      await stillSafe()
    })
  }

  await test.step('the guideline', async () => {
    await page.getByRole('button', { name: 'Guideline' }).click()
    await expect(page.getByRole('dialog')).toContainText('onerror')
    await stillSafe()
    await page.keyboard.press('Escape')
  })

  await test.step('a link shows its whole address and leads nowhere by itself', async () => {
    await goToTask(page, idOf(rows, small.title))
    const link = page.getByRole('region', { name: 'Brief' }).getByRole('button').first()
    await link.click()
    await expect(page.getByRole('dialog', { name: 'Link' })).toContainText('https://evil.invalid/')
    await page.keyboard.press('Escape')
    await expect(page.getByText('press me').first()).toBeVisible()
    await page.getByText('press me').first().click()
  })

  await test.step('what an expert writes, the reviewer’s comments and the closed task', async () => {
    await paste(page.getByRole('textbox', { name: 'Your answer' }), everythingHostile().join('\n\n'))
    await tick(page.getByRole('radio', { name: /script/ }).first())
    await page.getByRole('textbox', { name: 'In one line' }).fill(canaries[1] ?? '')
    await untilSaved(page)
    await stillSafe()
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect.poll(() => hub.run('submission', 'list')).toContain(small.title)
    const comments = canaries.slice(0, 12).flatMap((text) => ['--comment', `answer=${text}`])
    await hub.run('submission', 'review', idIn(await submission(hub)), '--return', ...comments)
    await goToTask(page, idOf(rows, small.title))
    await expect(page.getByText('The reviewer').first()).toBeVisible()
    await stillSafe()
    // Back as it came, and refused: now all of it is closed.
    await page.getByRole('textbox', { name: 'In one line' }).fill(canaries[2] ?? '')
    await untilSaved(page)
    await page.getByRole('button', { name: /^Send/ }).click()
    const first = idIn(await submission(hub))
    await expect.poll(async () => (await submissions(hub)).length).toBe(2)
    const second = (await submissions(hub)).map(idIn).find((one) => one !== first) ?? ''
    await hub.run('submission', 'review', second, '--reject', '--reason', canaries.slice(0, 9).join(' '))
    await expect(page.getByText(/Rejected|Not accepted/i).first()).toBeVisible()
    await stillSafe()
  })

  await test.step('names of files, and what the window says of them', async () => {
    await goToTask(page, idOf(rows, 'Hostile fields'))
    const name = '"><img src=x onerror=__pwned=1> & ![x](https:evil.invalid).txt'
    await page.locator('[data-field="files"] input[type="file"]').setInputFiles({
      name,
      mimeType: 'text/html"><script>__pwned=1</script>',
      buffer: Buffer.from('<script>window.__pwned=1</script>'),
    })
    await page.getByRole('button', { name: /^Take out/ }).click()
    await expect(page.getByText(/was taken out/)).toBeVisible()
    await stillSafe()
  })

  await test.step('the window lives on', async () => {
    const line = page.locator('[data-field="line"]').getByRole('textbox')
    await line.click()
    await page.keyboard.type('Still writing.')
    await expect(line).toHaveText('Still writing.')
    await untilSaved(page)
  })
})

async function expectSafe(page: Page, abroad: Abroad, dialogs: readonly string[]): Promise<void> {
  expect(await unsafeParts(page)).toEqual([])
  expect(await page.evaluate(() => '__pwned' in window)).toBe(false)
  expect(dialogs).toEqual([])
  expect(abroad).toEqual({ requests: [], violations: [] })
}

async function bring(hub: HubWorld, folder: string): Promise<void> {
  const files = join(folder, 'hostile-files')
  mkdirSync(files)
  const named = hostileFiles()
  for (const [name, text] of Object.entries(named)) writeFileSync(join(files, name), text)
  const [path = ''] = await writeBatch(folder, 'hostile', [...hostileTasks(Object.keys(named)), small])
  const title = 'Batch <img src=x onerror=__pwned=1>'
  const to = ['--programme', hub.programmeId, '--title', title, '--to', hub.expertId]
  await hub.run('batch', 'import', path, '--files-dir', files, ...to)
  const guideline = join(folder, 'hostile-guideline.md')
  writeFileSync(guideline, everythingHostile().join('\n\n'))
  await hub.run('programme', 'guideline', hub.programmeId, guideline)
}

function idOf(rows: z.infer<typeof Rows>, title: string): string {
  return rows.find((row) => row.title.startsWith(title))?.id ?? ''
}

async function submissions(hub: HubWorld): Promise<string[]> {
  return (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(small.title))
}

async function submission(hub: HubWorld): Promise<string> {
  return (await submissions(hub))[0] ?? ''
}
