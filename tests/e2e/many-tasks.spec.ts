import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { sharedData } from '../support/shared-data.ts'
import { test } from './support/test.ts'
import { connect } from './support/walk.ts'

const makeBatches = join(import.meta.dirname, '..', 'support', 'hub', 'make-batches.ts')

/** 765 BiGGen tasks and 5,000 made from O*NET, imported by the operator's command into a given Postgres, all at the desk. */
test('thousands of real tasks reach the desk, and inbox and search stay at hand', async ({ folder, hub, desk }) => {
  if (!existsSync(sharedData('prompts/biggen'))) {
    console.log('Left out: 5,765 real tasks, because ../shared/data is not there.')
    return
  }
  const made = spawnSync(process.execPath, [makeBatches, folder], { encoding: 'utf8' })
  expect(made.status, made.stderr).toBe(0)
  for (const [file, title] of [
    ['biggen.jsonl', 'BiGGen'],
    ['onet.jsonl', 'O*NET'],
  ] as const) {
    await hub.run(
      'batch',
      'import',
      join(folder, file),
      '--programme',
      hub.programmeId,
      '--title',
      title,
      '--to',
      hub.expertId,
    )
  }
  const { page } = desk
  await connect(page, hub)
  await expect(page.getByText('5,765 tasks')).toBeVisible({ timeout: 60_000 })

  const grid = page.getByRole('grid', { name: 'Tasks' })
  await grid.focus()
  await page.keyboard.press('End')
  await expect(grid.getByRole('row').last()).toBeVisible()
  await page.keyboard.press('Home')
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('travel plan Par')
  await expect(page.getByText(/^\d{1,2} tasks?$/)).toBeVisible()
  await expect(grid).toContainText(/travel/i)
  // Only what can be seen is drawn.
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill('')
  await expect(page.getByText('5,765 tasks')).toBeVisible()
  expect(await grid.getByRole('row').count()).toBeLessThan(100)
})
