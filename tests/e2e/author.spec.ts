import { expect } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import { connectByKeys, tabTo, takeByKeys, untilSaved } from './support/walk.ts'

/** A task is authored part by part, from the inbox to the row that the operator exports, by keyboard alone. */

const task = {
  ...planTask,
  title: 'Author a task from your trade',
  materials: [],
  external: { sector: 'Health Care and Social Assistance' },
  fields: [
    { kind: 'persona', key: 'asker', label: 'Who asks' },
    { kind: 'markdown', key: 'prompt', label: 'Prompt, as to a colleague', minWords: 5 },
    { kind: 'files', key: 'given', label: 'References', minFiles: 1, role: 'references' },
    { kind: 'markdown', key: 'answer', label: 'The answer', minWords: 5 },
  ],
}
const prompt = 'He is on the floor and says that nothing hurts. What do I do now?'
const answer = 'Neurological observations first, then the call; do not wait for the scan.'

/** How much of it is to be seen between what stands above and below. */
function seenHeight(element: Element): number {
  const { top, bottom } = element.getBoundingClientRect()
  let seen = 0
  for (let y = Math.max(top, 0); y < Math.min(bottom, innerHeight); y++) {
    if (element.contains(document.elementFromPoint(innerWidth / 2, y))) seen++
  }
  return seen
}

test('a task is authored and becomes a row of the operator’s data set', async ({ hub, desk }) => {
  const { page } = desk
  const step = (name: RegExp) =>
    page.getByRole('navigation', { name: 'Parts of the work' }).getByRole('button', { name })
  await hub.importTasks('Nights', [task])
  await connectByKeys(page, hub)
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await takeByKeys(page, task.title)

  await test.step('who asks: an occupation out of the list that the hub sent', async () => {
    await expect(step(/^1\. Who asks, not begun$/)).toBeVisible()
    await page.keyboard.press('Alt+Shift+1')
    const box = page.getByRole('combobox', { name: 'Occupation' })
    await expect(box).toBeFocused()
    await page.keyboard.type('nurse pract')
    await expect(page.getByRole('option', { name: 'Nurse Practitioners' })).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(box).toHaveValue('Nurse Practitioners')
    await expect(page.getByText('O*NET-SOC 29-1171.00')).toBeVisible()
    // Another one, brought in whole, gets its code a moment later; undo takes back both, and they stay away.
    const code = page.getByText('O*NET-SOC 29-1141.00')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
    await page.keyboard.insertText('Registered Nurses')
    await expect(code).toBeVisible()
    await page.keyboard.press('ControlOrMeta+z')
    await page.keyboard.press('ControlOrMeta+z')
    await expect(box).not.toHaveValue('Registered Nurses')
    await page.keyboard.press('ControlOrMeta+Shift+z')
    await page.keyboard.press('ControlOrMeta+Shift+z')
    await expect(code).toBeVisible()
    await tabTo(page, page.getByRole('textbox', { name: 'Experience' }))
    await page.keyboard.type('Two months out of orientation')
    await expect(step(/^1\. Who asks, complete$/)).toBeVisible()
  })

  await test.step('with letters twice as large Send is still in the window', async () => {
    await page.setViewportSize({ width: 640, height: 400 })
    await expect(page.getByRole('button', { name: 'Send' })).toBeInViewport({ ratio: 1 })
    // Four times: the bar goes away upwards, and lines to write on are left.
    await page.setViewportSize({ width: 400, height: 300 })
    await page.keyboard.press('Alt+Shift+4')
    await page.keyboard.type('a')
    await page.keyboard.press('Backspace')
    const sheet = page.getByRole('textbox', { name: 'The answer' })
    await expect.poll(() => sheet.evaluate(seenHeight)).toBeGreaterThan(90)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  await test.step('the other parts in any order, each a key away', async () => {
    await page.keyboard.press('Alt+Shift+4')
    await expect(page.getByRole('textbox', { name: 'The answer' })).toBeFocused()
    await page.keyboard.type('Too short')
    await expect(step(/^4\. The answer, begun$/)).toBeVisible()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(answer)
    await page.keyboard.press('Alt+Shift+2')
    // The very next key is for that part.
    await page.keyboard.type(prompt)
    await expect(page.getByRole('textbox', { name: 'Prompt, as to a colleague' })).toHaveText(prompt)
    await page.keyboard.press('Alt+Shift+3')
    await tabTo(page, page.getByRole('button', { name: 'Add files' }))
    const choosing = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await (await choosing).setFiles({
      name: 'chart.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('time,pulse\n03:10,92\n'),
    })
    await expect(step(/complete$/)).toHaveCount(4)
    await pictures(page, 'author')
  })

  await test.step('the row can be looked at before it is sent', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Preview the row' }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Preview the row' })
    await expect(dialog).toContainText('"occupation": "Registered Nurses"')
    await expect(dialog).toContainText('reference_files/chart.csv')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('it is sent, and the operator exports it', async () => {
    await untilSaved(page)
    // On a button, Enter belongs to the button.
    await page.keyboard.press('Alt+Shift+2')
    await expect(page.getByRole('textbox', { name: 'Prompt, as to a colleague' })).toBeFocused()
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => hub.run('submission', 'list')).toContain(task.title)
    await expect(page.getByRole('definition').filter({ hasText: 'Registered Nurses, 29-1141.00' })).toBeVisible()
    await pictures(page, 'author-closed')
    const row: unknown = JSON.parse(await hub.run('submission', 'export', '--format', 'gdpval'))
    expect(row).toMatchObject({
      sector: task.external.sector,
      occupation: 'Registered Nurses',
      prompt,
      deliverable_text: answer,
      reference_files: [expect.stringMatching(/^reference_files\/.*\/chart\.csv$/)],
      deliverable_files: [],
      rubric_json: [],
    })
  })
})
