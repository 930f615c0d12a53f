import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { idIn, test } from './support/test.ts'
import { connectByKeys, untilSaved } from './support/walk.ts'

/** A rubric from its first criterion to the hub's export, by keyboard alone. */

const task = {
  kind: 'author',
  title: 'Fuel for a diversion',
  occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
  estimateMs: 3_600_000,
  brief: 'Write the rubric, then mark the answer by it.',
  materials: [
    {
      kind: 'response',
      key: 'answer',
      title: 'The answer',
      text: 'Divert to Bremen. Final reserve is 30 minutes of fuel.',
    },
  ],
  fields: [
    {
      kind: 'rubric',
      key: 'rubric',
      label: 'Rubric',
      lint: { minCriteria: 4, oneSentence: true, wholePoints: true, noDuplicates: true, oneThing: true, blocks: true },
    },
    { kind: 'rubric-score', key: 'marks', label: 'Marks', rubric: 'rubric', target: 'answer', needsEvidence: true },
  ],
}

const rubric = (page: Page) => page.getByRole('group', { name: 'Rubric', exact: true })
const criterion = (page: Page, number: string) =>
  page.getByRole('textbox', { name: `Criterion ${number}`, exact: true })
const worth = (page: Page) => page.getByRole('region', { name: 'Worth a look' })

test('a rubric is written, brought in, mended, marked and sent by keyboard alone', async ({ hub, desk }) => {
  const { page } = desk
  const { keyboard } = page
  await hub.importTasks('Rubrics', [task])
  await connectByKeys(page, hub)
  await page.getByRole('grid', { name: 'Tasks' }).press('Enter')
  await page.getByRole('button', { name: 'Take this task' }).press('Enter')

  await test.step('write, nest, move, delete and take it back', async () => {
    await rubric(page).getByRole('button', { name: 'Add a criterion' }).press('Enter')
    await expect(criterion(page, '1')).toBeFocused()
    // The only one, deleted again, leaves the focus where the next one is added.
    await keyboard.press('Backspace')
    await expect(rubric(page).getByRole('button', { name: 'Add a criterion' })).toBeFocused()
    await keyboard.press('Enter')
    await expect(criterion(page, '1')).toBeFocused()
    await keyboard.type('Names the alternate airport.')
    await keyboard.press('Tab')
    await keyboard.type('3')
    await keyboard.press('Enter')
    await expect(criterion(page, '2')).toBeFocused()
    await keyboard.type('Guesses the weather.')
    await keyboard.press('Tab')
    await keyboard.type('-2')
    await keyboard.press('Alt+ArrowUp')
    await expect(criterion(page, '1')).toHaveValue('Guesses the weather.')
    await expect(criterion(page, '1')).toBeFocused()
    await keyboard.press('Alt+ArrowDown')
    await keyboard.press('ControlOrMeta+]')
    await expect(criterion(page, '1.1')).toHaveValue('Guesses the weather.')
    await keyboard.press('ControlOrMeta+z')
    await expect(criterion(page, '2')).toHaveValue('Guesses the weather.')
    await keyboard.press('ControlOrMeta+Shift+Backspace')
    await expect(criterion(page, '2')).toHaveCount(0)
    await keyboard.press('ControlOrMeta+z')
    await expect(criterion(page, '2')).toHaveValue('Guesses the weather.')
    await expect(page.getByText('2 criteria · 3 points to reach · 2 can be taken off')).toBeVisible()
  })

  await test.step('bring in lines, after seeing what they were taken for', async () => {
    await rubric(page).getByRole('button', { name: 'Bring in criteria…' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Bring in criteria' })
    await dialog
      .getByRole('textbox')
      .fill(
        '[+2, required] States the final reserve. It is 30 minutes.\n- (1 point) names the ALTERNATE airport\n[+x] What?',
      )
    await expect(dialog).toContainText('2 criteria understood, 1 line left out.')
    await dialog.getByRole('button', { name: 'Put in 2 criteria' }).press('Enter')
    await expect(criterion(page, '3')).toBeFocused()
    // Who comes back is where they were, also in a list that draws its rows a moment later.
    await untilSaved(page)
    await page.reload()
    await expect(criterion(page, '3')).toBeFocused()
  })

  await test.step('what is worth a look leads to its place and goes when it is mended', async () => {
    await expect(worth(page)).toContainText('2 things to mend before it can be sent')
    await pictures(page, 'rubric')
    await worth(page)
      .getByRole('button', { name: /nearly|the same as criterion 1/ })
      .press('Enter')
    await expect(criterion(page, '4')).toBeFocused()
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('Converts minutes to kilograms.')
    await worth(page)
      .getByRole('button', { name: /One sentence/ })
      .press('Enter')
    await expect(criterion(page, '3')).toBeFocused()
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('States the final reserve.')
    await expect(worth(page)).toHaveCount(0)
  })
  const marks = page.getByRole('group', { name: 'Marks', exact: true })
  const evidence = (number: string) => marks.getByRole('textbox', { name: `Evidence for criterion ${number}` })
  await test.step('mark the answer, with words quoted from it', async () => {
    await marks
      .getByRole('group', { name: 'Mark of criterion 1' })
      .getByRole('button', { name: 'Met', exact: true })
      .focus()
    await keyboard.press('m')
    await keyboard.press('ArrowDown')
    await keyboard.press('0')
    await keyboard.press('ArrowDown')
    await keyboard.press('1')
    // A selection as the keys of a browser make it (caret browsing), which a page cannot be told to begin.
    await page.getByText('Divert to Bremen.').evaluate((text) => {
      const words = text.firstChild
      if (words !== null) window.getSelection()?.setBaseAndExtent(words, 18, words, words.textContent?.length ?? 0)
    })
    await keyboard.press('Alt+e')
    await expect(evidence('3')).toHaveValue('Final reserve is 30 minutes of fuel.')
    await keyboard.press('ArrowDown')
    await keyboard.press('n')
    await keyboard.press('ArrowUp')
    await keyboard.press('ArrowUp')
    await keyboard.press('ArrowUp')
    await keyboard.press('e')
    await expect(evidence('1')).toBeFocused()
    await keyboard.type('Divert to Bremen.')
    await expect(marks).toContainText('Quote the selection for 1')
    await expect(page.getByText('5 of 6 points')).toBeVisible()
    await keyboard.press('Escape')
    await keyboard.press('ArrowDown')
    await keyboard.press('ArrowDown')
    await keyboard.press('n')
    await expect(page.getByText('The whole fails, whatever the points: what is required is not met (3).')).toBeVisible()
    await keyboard.press('ControlOrMeta+z')
    await expect(page.getByText('The whole fails')).toHaveCount(0)
  })

  await test.step('send it; the hub’s export holds it all', async () => {
    await untilSaved(page)
    await keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => hub.run('submission', 'list')).toContain(task.title)
    const row: unknown = JSON.parse(await hub.run('submission', 'export', '--programme', hub.programmeId))
    expect(row).toMatchObject({
      submission: {
        values: {
          rubric: {
            items: [
              { text: 'Names the alternate airport.', points: 3 },
              { text: 'Guesses the weather.', points: -2 },
              { text: 'States the final reserve.', points: 2, required: true },
              { text: 'Converts minutes to kilograms.', points: 1 },
            ],
          },
          marks: {
            marks: [
              { met: true, evidence: 'Divert to Bremen.' },
              { met: false },
              { met: true, evidence: 'Final reserve is 30 minutes of fuel.' },
              { met: false },
            ],
          },
        },
      },
    })
  })
})

test('what is only worth a look is told beside Send, and holds nothing back', async ({ hub, desk }) => {
  const { page } = desk
  const fields = [{ kind: 'rubric', key: 'rubric', label: 'Rubric', lint: { oneSentence: true } }]
  await hub.importTasks('Rubrics', [{ ...task, fields }])
  await connectByKeys(page, hub)
  await page.getByRole('grid', { name: 'Tasks' }).press('Enter')
  await page.getByRole('button', { name: 'Take this task' }).press('Enter')
  await rubric(page).getByRole('button', { name: 'Add a criterion' }).press('Enter')
  await expect(criterion(page, '1')).toBeFocused()
  await page.keyboard.type('States the final reserve. In minutes.')
  await page.keyboard.press('Tab')
  await page.keyboard.type('2')
  await untilSaved(page)
  await page.getByRole('button', { name: 'All there, 1 worth a look' }).press('Enter')
  const before = page.getByRole('region', { name: 'Before you send' })
  await expect(before.getByRole('heading', { name: 'Nothing is missing' })).toBeFocused()
  await pictures(page, 'worth-a-look')
  await before.getByRole('button', { name: /1 thing to look at, listed with it/ }).press('Enter')
  await expect(rubric(page).locator(':focus')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(() => hub.run('submission', 'list')).toContain(task.title)
})

test('what was to be brought in stays to be copied when the operator closes the task meanwhile', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  await hub.importTasks('Rubrics', [task])
  await connectByKeys(page, hub)
  await page.getByRole('grid', { name: 'Tasks' }).press('Enter')
  await page.getByRole('button', { name: 'Take this task' }).press('Enter')
  await rubric(page).getByRole('button', { name: 'Bring in criteria…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Bring in criteria' })
  await dialog.getByRole('textbox').fill('[+2] Names the alternate airport.')
  await expect(dialog.getByRole('button', { name: 'Put in 1 criterion' })).toBeEnabled()
  await hub.run('task', 'withdraw', idIn(await hub.run('task', 'list')), '--reason', 'The customer left.')
  await expect(dialog.getByRole('alert')).toContainText('Writing in this task is closed now')
  await expect(dialog.getByRole('textbox')).toHaveValue('[+2] Names the alternate airport.')
  await expect(dialog.getByRole('button', { name: 'Put in 1 criterion' })).toBeDisabled()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(page.getByText('The operator has withdrawn this task.')).toBeVisible()
})
