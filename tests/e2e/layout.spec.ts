import { expect, type Locator } from '@playwright/test'
import { planTask, test } from './support/test.ts'
import { connect } from './support/walk.ts'

/** Where things stand: measured, as nobody looks at every screen in every size. */

const title = 'خطة لمزرعة مختلطة في وادي النيل: القمح والبرسيم والأبقار، للموسم القادم كله'
const part = 'Prompt, as to a colleague'
const task = { ...planTask, title, fields: [{ kind: 'text', key: 'prompt', label: part }, ...planTask.fields] }

test('names begin in sight', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Spring', [task])
  await connect(page, hub)
  const row = page.getByRole('grid', { name: 'Tasks' }).getByText(title)
  await expect(row).toBeVisible()

  await test.step('a name that is written from the right is cut at its end', async () => {
    await page.setViewportSize({ width: 640, height: 600 })
    expect.soft(await beginsInSight(row), 'in the inbox').toBe(true)
    await row.click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    const heading = page.getByRole('heading', { name: title })
    await expect(page.getByRole('button', { name: /^Send/ })).toBeVisible()
    expect.soft(await beginsInSight(heading), 'in the task').toBe(true)
  })
})

/** Whether the first letter of a text is within the box that cuts it off. */
function beginsInSight(text: Locator): Promise<boolean> {
  return text.evaluate((box) => {
    const range = document.createRange()
    range.setStart(box.firstChild ?? box, 0)
    range.setEnd(box.firstChild ?? box, 1)
    const first = range.getBoundingClientRect()
    const { left, right } = box.getBoundingClientRect()
    return first.left >= left - 1 && first.right <= right + 1
  })
}
