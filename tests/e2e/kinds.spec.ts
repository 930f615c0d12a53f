import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { type HubWorld, idIn, test } from './support/test.ts'
import { connectByKeys, tabTo, untilSaved } from './support/walk.ts'

/**
 * Answer, grade and revise by keyboard alone, from the inbox until the hub has them. The other kinds have specs of their
 * own: rubric (author), compare, converse.
 */

const base = { occupation: { code: '11-9013.00', title: 'Farmers' }, estimateMs: 600_000 }
const response = {
  kind: 'response',
  key: 'response',
  title: 'The response',
  text: 'Plough in the clover in May. Drill the wheat when the ground carries.',
}
const answerTask = {
  ...base,
  kind: 'answer',
  title: 'When to drill',
  brief: 'A neighbour asks when he should drill.',
  fields: [
    { kind: 'markdown', key: 'answer', label: 'Your answer', minWords: 3 },
    {
      kind: 'choice',
      key: 'crop',
      label: 'Crop',
      options: ['Wheat', 'Rye'].map((label) => ({ value: label.toLowerCase(), label })),
    },
    { kind: 'number', key: 'depth', label: 'Depth', unit: 'cm', min: 1, max: 10 },
  ],
}
const gradeTask = {
  ...base,
  kind: 'grade',
  title: 'Grade the plan',
  brief: 'Say what holds of the response.',
  materials: [response],
  fields: [
    {
      kind: 'rubric-score',
      key: 'marks',
      label: 'What holds',
      target: 'response',
      criteria: [
        { id: 'clover', text: 'Says what becomes of the clover.', points: 3 },
        { id: 'frost', text: 'Thinks of late frost.', points: 2 },
      ],
    },
    { kind: 'likert', key: 'whole', label: 'As a whole', points: 5, low: 'poor', high: 'good' },
  ],
}
const reviseTask = {
  ...base,
  kind: 'revise',
  title: 'Make the plan better',
  brief: 'Write the response as it should have been.',
  materials: [response],
  fields: [{ kind: 'markdown', key: 'better', label: 'The better response', minWords: 3 }],
}

test('answer, grade and revise by keyboard alone, from the inbox until the hub has them', async ({ hub, desk }) => {
  const { page } = desk
  const { keyboard } = page
  await hub.importTasks('Kinds', [answerTask, gradeTask, reviseTask])
  await connectByKeys(page, hub)
  await expect(page.getByText('3 tasks', { exact: true })).toBeVisible()

  await test.step('answer', async () => {
    await open(page, answerTask.title)
    await keyboard.press('t')
    await tabTo(page, page.getByRole('textbox', { name: 'Your answer' }))
    await keyboard.type('When the ground carries.')
    await tabTo(page, page.getByRole('radiogroup', { name: /Crop/ }).getByRole('radio').first())
    await keyboard.press('Space')
    await keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: 'Rye' })).toBeChecked()
    await tabTo(page, page.getByRole('textbox', { name: /Depth/ }))
    await keyboard.type('12345678901234567890')
    await expect(page.getByText('it would be sent as 12345678901234567000')).toBeVisible()
    await keyboard.press('ControlOrMeta+a')
    await keyboard.type('4')
    await keyboard.press('Tab')
    await pictures(page, 'answer')
    await send(page, hub, answerTask.title)
    expect(await exported(hub)).toMatchObject([
      { submission: { values: { answer: 'When the ground carries.', crop: 'rye', depth: 4 } } },
    ])
  })

  await test.step('grade', async () => {
    await open(page, gradeTask.title)
    await keyboard.press('t')
    const marks = page.getByRole('group', { name: 'What holds', exact: true })
    const first = marks.getByRole('group', { name: 'Mark of criterion 1' })
    await tabTo(page, first.getByRole('button', { name: 'Met', exact: true }))
    await keyboard.press('m')
    await keyboard.press('ArrowDown')
    await keyboard.press('0')
    await expect(page.getByText('3 of 5 points')).toBeVisible()
    await tabTo(
      page,
      page
        .getByRole('radiogroup', { name: /As a whole/ })
        .getByRole('radio')
        .first(),
    )
    await keyboard.press('4')
    await expect(
      page
        .getByRole('radiogroup', { name: /As a whole/ })
        .getByRole('radio')
        .nth(3),
    ).toBeChecked()
    await pictures(page, 'grade')
    await send(page, hub, gradeTask.title)
  })

  await test.step('revise, and once more after the review', async () => {
    await open(page, reviseTask.title)
    await keyboard.press('t')
    const better = page.getByRole('textbox', { name: 'The better response' })
    await tabTo(page, better)
    await keyboard.type('Plough in the clover in autumn.')
    await send(page, hub, reviseTask.title)
    const [sent = ''] = await rowsOf(hub, reviseTask.title)
    await hub.run('submission', 'review', idIn(sent), '--return', '--comment', 'better=And the frost?')
    await open(page, reviseTask.title)
    await expect(page.getByText('And the frost?').first()).toBeVisible()
    await tabTo(page, better)
    await keyboard.press('ControlOrMeta+End')
    await keyboard.type(' Wait for the last frost.')
    await untilSaved(page)
    await pictures(page, 'revise-returned')
    await keyboard.press('ControlOrMeta+Enter')
    await expect.poll(async () => (await rowsOf(hub, reviseTask.title)).length).toBe(2)
  })
})

/** Finds a task in the inbox and opens it. */
async function open(page: Page, title: string): Promise<void> {
  await tabTo(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Inbox' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('searchbox', { name: 'Search tasks' }))
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(title)
  await expect(page.getByText('1 task', { exact: true })).toBeVisible()
  await tabTo(page, page.getByRole('grid', { name: 'Tasks' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
}

async function send(page: Page, hub: HubWorld, title: string): Promise<void> {
  await untilSaved(page)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect.poll(async () => (await rowsOf(hub, title)).length).toBe(1)
}

async function rowsOf(hub: HubWorld, title: string): Promise<string[]> {
  return (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(title))
}

async function exported(hub: HubWorld): Promise<unknown[]> {
  const lines = (await hub.run('submission', 'export', '--programme', hub.programmeId)).trim().split('\n')
  return lines.map((line): unknown => JSON.parse(line))
}
