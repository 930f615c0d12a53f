import { expect } from '@playwright/test'
import { planTask, test } from './support/test.ts'
import { connect, tabTo, takeByKeys } from './support/walk.ts'

/** What WebKit does in its own way, done to Chromium. */

test('a day is written in peace where the browser does not tell who comes in by Tab', async ({ hub, desk }) => {
  const { page } = desk
  const label = 'Day of sowing'
  await hub.importTasks('Days', [{ ...planTask, fields: [{ kind: 'date', key: 'day', label, required: false }] }])
  await connect(page, hub)
  await takeByKeys(page, planTask.title)
  const day = page.getByRole('textbox', { name: label })
  const year = page.getByText('Write the year with four digits.')
  await day.evaluate((field) => field.addEventListener('focusin', (event) => event.stopPropagation()))

  await tabTo(page, day)
  await expect(day).toHaveCSS('outline-style', 'solid')
  await page.keyboard.type('1231202')
  await expect(day).toHaveValue('0202-12-31')
  await expect(year).toHaveCount(0)

  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await expect(year).toBeVisible()
})

test('the key that ends composing is none of ours, also where composing is said to be over before it', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  const field = { kind: 'rubric', key: 'rubric', label: 'Rubric', required: false }
  await hub.importTasks('Rubrics', [{ ...planTask, fields: [field] }])
  await connect(page, hub)
  const ending = { key: 'Enter', code: 'Enter', keyCode: 229, isComposing: false }

  const search = page.getByRole('searchbox', { name: 'Search tasks' })
  await expect(page.getByRole('row', { name: new RegExp(planTask.title) })).toBeVisible()
  await search.focus()
  await search.dispatchEvent('keydown', ending)
  await expect(search).toBeFocused()

  await takeByKeys(page, planTask.title)
  const criteria = page.getByRole('textbox', { name: /^Criterion/ })
  await page.getByRole('button', { name: 'Add a criterion' }).click()
  await page.keyboard.type('石灰')
  await criteria.dispatchEvent('keydown', ending)
  await criteria.dispatchEvent('keydown', { key: 'Enter', code: 'Enter', keyCode: 13 })
  await expect(criteria).toHaveCount(2)
})
