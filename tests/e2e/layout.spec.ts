import { expect, type Locator } from '@playwright/test'
import { planTask, test } from './support/test.ts'
import { connect } from './support/walk.ts'

/** Where things stand: measured, as nobody looks at every screen in every size. */

const title = 'خطة لمزرعة مختلطة في وادي النيل: القمح والبرسيم والأبقار، للموسم القادم كله'
const part = 'Prompt, as to a colleague'
const task = { ...planTask, title, fields: [{ kind: 'text', key: 'prompt', label: part }, ...planTask.fields] }

test('names begin in sight, and what belongs together stands in one line', async ({ hub, desk }) => {
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

  await test.step('a message stands in one line with the foot of the window', async () => {
    await page.setViewportSize({ width: 1920, height: 1200 })
    const message = await page.getByRole('region', { name: 'What just happened' }).boundingBox()
    const foot = await page.getByRole('status', { name: 'Connection' }).boundingBox()
    expect.soft(message?.x, 'the message').toBe(foot?.x)
  })

  await test.step('what there is to say in a menu is read as well as what there is to do', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    const step = page.getByRole('navigation', { name: 'Parts of the work' }).getByText(part)
    expect.soft(await step.evaluate((name) => name.scrollWidth - name.clientWidth), 'cut off of a part').toBe(0)
    await page.getByRole('button', { name: 'Outline' }).click()
    await expect.soft(page.getByRole('menuitem', { name: /^No headings yet/ })).toHaveCSS('opacity', '1')
    await page.keyboard.press('Escape')
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
