import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { contentMissing, realBatches, spreadOf, writeBatch } from '../support/content/real-batches.ts'
import { goToTask, watchAbroad } from './support/at-home.ts'
import { test } from './support/test.ts'
import { connect } from './support/walk.ts'

/** `UNDERSTUDY_ALL_CONTENT=1` opens all 2,341; else a spread of each batch. */
const isWhole = process.env['UNDERSTUDY_ALL_CONTENT'] !== undefined
const spread: Readonly<Record<string, number>> = { biggen: 4, pandalm: 4, llmbar: 4, oasst: 4, office: 10 }

const Rows = z.array(z.object({ id: z.string(), title: z.string() }))

test('real tasks of every kind open, and nothing complains or goes elsewhere', async ({ folder, hub, desk }) => {
  if (isWhole) test.setTimeout(7_200_000)
  if (contentMissing !== undefined) {
    console.log(`Left out: real content, because ${contentMissing}.`)
    return
  }
  const { page } = desk
  const abroad = await watchAbroad(page)
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  const fieldsOf = new Map<string, number>()
  for (const [name, make] of Object.entries(realBatches)) {
    const tasks = isWhole ? make() : spreadOf(make(), spread[name] ?? 1)
    for (const task of tasks) fieldsOf.set(task.title, task.fields.length)
    const file = await writeBatch(join(folder, 'batches'), name, tasks)
    const to = ['--programme', hub.programmeId, '--title', name, '--to', hub.expertId]
    await hub.run('batch', 'import', ...file, ...to)
  }
  await connect(page, hub)
  const total = new Intl.NumberFormat('en-US').format(fieldsOf.size)
  await expect(page.getByText(`${total} tasks`)).toBeVisible({ timeout: 120_000 })

  const rows = Rows.parse(JSON.parse(await hub.run('task', 'list', '--limit', '10000', '--json')))
  expect(rows).toHaveLength(fieldsOf.size)
  for (const [at, { id, title }] of rows.entries()) {
    await goToTask(page, id)
    await open(page, title, fieldsOf.get(title) ?? 0)
    expect(problems, title).toEqual([])
    if (isWhole && at % 100 === 99) console.log(`${at + 1} of ${rows.length} are open`)
  }
  expect(abroad).toEqual({ requests: [], violations: [] })
})

/** Takes a task and waits until all of it is on the screen. */
async function open(page: Page, title: string, fields: number): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Take this task' }).click()
  await expect(page.locator('[data-field]')).toHaveCount(fields)
  await expect(page.getByRole('region', { name: 'Brief' })).not.toBeEmpty()
  await expect(page.getByText('still to be fetched')).toHaveCount(0)
  await expect(page.getByText('has a fault')).toHaveCount(0)
}
