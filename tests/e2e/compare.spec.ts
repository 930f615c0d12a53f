import { expect, type Locator } from '@playwright/test'
import { shuffled } from '../../src/shared/rules/shuffle.ts'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { connectByKeys, tabTo, untilSaved } from './support/walk.ts'

/** A comparison with marked passages and sources, by the keyboard alone, from the inbox to what the hub gives out. */

const older = 'Drill winter wheat on 1 October.\n\nLeave the clover for two seasons, then plough it in.'
const newer = 'Drill winter wheat on 20 October.\n\nLeave the clover for three seasons, then plough it in.'

const compareTask = {
  kind: 'compare',
  title: 'Two plans for the same field',
  occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
  brief: 'Say which plan you would follow.',
  materials: [
    { kind: 'response', key: 'older', title: 'Model of last year', text: older },
    { kind: 'response', key: 'newer', title: 'Model of this year', text: newer },
    { kind: 'text', key: 'memo', title: 'Memo', text: 'Lime in spring.\r\nSow peas in August. 🐄 Cows out in May.' },
  ],
  fields: [
    {
      kind: 'comparison',
      key: 'compare',
      label: 'Which plan is better?',
      responses: ['older', 'newer'],
      dimensions: [{ key: 'timing', label: 'Timing', points: 5, low: 'wrong', high: 'right' }],
      minWords: 6,
    },
    {
      kind: 'spans',
      key: 'faults',
      label: 'What is wrong in the memo?',
      target: 'memo',
      faults: [
        { value: 'wrong', label: 'Wrong' },
        { value: 'unsafe', label: 'Unsafe' },
      ],
      minSpans: 1,
      needsCorrection: true,
    },
    {
      kind: 'ranking',
      key: 'soils',
      label: 'Soils, the best for wheat first',
      options: ['Clay', 'Loam', 'Sand'].map((label) => ({ value: label.toLowerCase(), label })),
      ties: true,
    },
    { kind: 'citations', key: 'sources', label: 'Sources' },
  ],
}

test('a comparison by keyboard alone, from the inbox to the hub’s export', async ({ hub, desk }) => {
  const { page } = desk
  const { keyboard } = page
  await hub.importTasks('Compare', [compareTask])

  await test.step('connect and take it', async () => {
    await connectByKeys(page, hub)
    const row = page.getByRole('grid', { name: 'Tasks' }).getByRole('row', { name: new RegExp(compareTask.title) })
    await expect(row).toBeVisible()
    await tabTo(page, page.getByRole('grid', { name: 'Tasks' }))
    await keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: compareTask.title })).toBeVisible()
    await keyboard.press('t')
    await expect(page.getByRole('button', { name: 'Compare side by side' })).toBeVisible()
  })

  await test.step('neither names nor texts are to be seen before and beside the comparison', async () => {
    for (const hidden of ['Model of last year', 'Model of this year', 'Drill winter wheat']) {
      await expect(page.getByText(hidden)).toHaveCount(0)
    }
    await expect(page.getByText('2 responses are compared without their names')).toBeVisible()
  })

  await test.step('compare side by side', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Compare side by side' }))
    await keyboard.press('Enter')
    const view = page.getByRole('dialog', { name: 'Which plan is better?' })
    await expect(view.getByRole('region', { name: 'Response A' })).toContainText('Drill winter wheat')
    await keyboard.press('d')
    const first = view.getByRole('region', { name: 'Response A' })
    await expect(first.locator('mark').first()).toBeVisible()
    // The same key on a Russian keyboard.
    await first.dispatchEvent('keydown', { key: 'в', code: 'KeyD' })
    await expect(first.locator('mark')).toHaveCount(0)
    const drawn = await view.getByRole('region', { name: 'Response A' }).innerText()
    await keyboard.press('Control+z')
    await expect(view.getByRole('region', { name: 'Response A' })).toHaveText(drawn, { useInnerText: true })
    for (const [letter, step] of [
      ['A', '2'],
      ['B', '4'],
    ] as const) {
      const scale = view.getByRole('radiogroup', { name: `Timing, ${letter}` })
      await tabTo(page, scale.getByRole('radio').first())
      await keyboard.press(step)
      await expect(scale.getByRole('radio', { name: step, exact: true })).toBeChecked()
    }
    await keyboard.press('b')
    await expect(view.getByRole('radio', { name: 'B', exact: true })).toBeChecked()
    await keyboard.press('w')
    await keyboard.type('B keeps the clover as long as needed')
    await expect(view.getByText('not named yet: A')).toBeVisible()
    await keyboard.type(', A does not.')
    await expect(view.getByText('each one is named')).toBeVisible()
    await pictures(page, 'compare-side-by-side')
    await keyboard.press('Escape')
    await expect(view).toBeHidden()
    await expect(page.getByRole('button', { name: 'Compare side by side' })).toBeFocused()
  })

  await test.step('mark a passage, say what is wrong, and give a source', async () => {
    const memo = page.getByRole('textbox', { name: 'Memo, to mark passages in' })
    await tabTo(page, memo)
    await keyboard.press('Control+End')
    for (let at = 0; at < 'Cows out in May.'.length; at++) await keyboard.press('Shift+ArrowLeft')
    await keyboard.press('m')
    await tabTo(page, memo, 'Shift+Tab')
    await keyboard.press('m')
    await keyboard.press('2')
    const marks = page.getByRole('list', { name: 'Marked passages' })
    await expect(marks.getByRole('textbox', { name: 'How it should be' })).toBeFocused()
    await keyboard.type('Cows out in June, when the ground carries.')
    await tabTo(page, marks.getByRole('button', { name: 'Show in the text: passage 1' }))
    await keyboard.press('Enter')
    await expect(memo).toBeFocused()
    await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe('Cows out in May.')

    await keyboard.press('Control+Enter')
    const before = page.getByRole('region', { name: 'Before you send' })
    await tabTo(page, before.getByRole('button', { name: /Soils/ }))
    await keyboard.press('Enter')
    const soil = (name: string): Locator => page.getByRole('row', { name })
    await expect(soil('Clay, no place yet')).toBeFocused()
    await keyboard.press('Alt+ArrowDown')
    await expect(soil('Clay, 2')).toBeFocused()
    await keyboard.press('ArrowDown')
    await keyboard.press('t')
    await expect(soil('Sand, 2, tied')).toBeFocused()
    await keyboard.press('Control+z')
    await expect(soil('Sand, 3')).toBeVisible()
    await keyboard.press('t')

    await tabTo(page, before.getByRole('button', { name: /Sources/ }), 'Shift+Tab')
    await keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Add a source' })).toBeFocused()
    await keyboard.press('Enter')
    const sources = page.getByRole('list', { name: 'Sources' })
    await expect(sources.getByRole('combobox', { name: 'Standard or source' })).toBeFocused()
    await keyboard.type('Field guide')
    await tabTo(page, sources.getByRole('textbox', { name: 'Edition' }))
    await keyboard.type('3rd')
    await tabTo(page, sources.getByLabel('Valid until'))
    await keyboard.type('1231202')
    // A year with three digits is none yet.
    await expect(sources.getByLabel('Valid until')).toHaveValue('0202-12-31')
    await expect(page.getByText(/until .*0202/)).toHaveCount(0)
    await keyboard.type('4')
    await expect(before.getByText('Field guide, 3rd held until 31 December 2024')).toBeVisible()

    await tabTo(page, page.getByRole('button', { name: 'Add a source' }))
    await keyboard.press('Enter')
    await expect(sources.getByRole('combobox', { name: 'Standard or source' })).toBeFocused()
    await untilSaved(page)
    await keyboard.type('guide')
    await expect(page.getByRole('option', { name: /Field guide, 3rd/ })).toBeVisible()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await expect(sources.getByRole('textbox', { name: 'Edition' })).toHaveValue('3rd')
    await untilSaved(page)
    await expect(page.getByRole('button', { name: 'All there, 2 worth a look' })).toBeVisible()
    await pictures(page, 'compare')
  })

  await test.step('send it; the hub gives out seed, order and choice', async () => {
    await keyboard.press('Control+Enter')
    await expect.poll(() => hub.run('submission', 'list')).toContain(compareTask.title)
    await expect(page.getByText('B is better than A.')).toBeVisible()
    await expect(page.getByText('Model of this year')).toHaveCount(0)
    const [line = ''] = (await hub.run('submission', 'export')).split('\n')
    const { submission } = JSON.parse(line) as { submission: { values: Record<string, Record<string, unknown>> } }
    const { values } = submission
    const { seed, order, ranking } = values['compare'] as { seed: number; order: string[]; ranking: string[][] }
    expect(seed).toBeGreaterThan(0)
    expect(order).toEqual(shuffled(['older', 'newer'], seed))
    expect(ranking).toEqual([[order[1]], [order[0]]])
    expect(values['faults']?.['spans']).toMatchObject([
      {
        from: 40,
        to: 56,
        quote: 'Cows out in May.',
        fault: 'unsafe',
        correction: 'Cows out in June, when the ground carries.',
      },
    ])
    expect(values['soils']).toMatchObject({ order: [['loam'], ['clay', 'sand']] })
    expect(values['sources']?.['citations']).toMatchObject([
      { standard: 'Field guide', edition: '3rd', validUntil: '2024-12-31' },
      { standard: 'Field guide', edition: '3rd', validUntil: '2024-12-31' },
    ])
  })
})
