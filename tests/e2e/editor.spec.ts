import { expect, type Locator, type Page } from '@playwright/test'
import { showTheme } from './support/axe.ts'
import { planTask, test } from './support/test.ts'
import { connect, untilSaved } from './support/walk.ts'

/** The writing room, by keyboard. */

const task = {
  ...planTask,
  fields: [...planTask.fields, { kind: 'date', key: 'day', label: 'Day of sowing' }],
  materials: [
    {
      kind: 'text',
      key: 'soil',
      title: 'Soil tests',
      text: 'Sampled in March. The pH is 6.1.\n\nPhosphorus is **low** on the heavy land. Potassium is medium.',
    },
  ],
}

const editor = (page: Page): Locator => page.getByRole('textbox', { name: 'Your plan' })

/** Selects words in what there is to read, as a pointer would. */
async function select(page: Page, words: string): Promise<void> {
  await page
    .getByRole('region', { name: 'What to read' })
    .getByText(words)
    .evaluate((element) => document.getSelection()?.selectAllChildren(element))
}

/** The same, with the key at once: what is selected then counts, and the browser has told nobody of it yet. */
async function selectAndQuote(page: Page, words: string): Promise<void> {
  await page
    .getByRole('region', { name: 'What to read' })
    .getByText(words)
    .evaluate((element) => {
      document.getSelection()?.selectAllChildren(element)
      const key = { key: 'q', code: 'KeyQ', altKey: true, bubbles: true, cancelable: true }
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', key))
    })
}

/** Pastes as a program would that had been copied from. */
async function paste(page: Page, content: Readonly<Record<string, string>>): Promise<void> {
  await editor(page).evaluate((element, given) => {
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(given)) clipboardData.setData(type, text)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, content)
}

/** Drops a file on the text as a file manager would. */
async function drop(page: Page, bytes: readonly number[]): Promise<void> {
  await editor(page).evaluate((element, given) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([Uint8Array.from(given)], 'old.csv', { type: 'text/csv' }))
    const { left, top } = element.getBoundingClientRect()
    const place = { clientX: left + 8, clientY: top + 8, dataTransfer, bubbles: true, cancelable: true }
    element.dispatchEvent(new DragEvent('drop', place))
  }, bytes)
}

test('the writing room, by keyboard', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Spring', [task])
  await connect(page, hub)
  await page.getByText(task.title).click()
  await page.getByRole('button', { name: 'Take this task' }).click()
  await editor(page).click()

  await test.step('what is asked for is heard with a text, and that a day is asked for', async () => {
    await expect(editor(page)).toHaveAccessibleDescription('As to a colleague who takes over. 0 words of at least 5')
    await page.keyboard.type('Sow now.')
    await expect(editor(page)).toHaveAccessibleDescription('As to a colleague who takes over. 2 words of at least 5')
    // What looks like a tag of HTML is neither closed nor set in.
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('<Field name>\nsown with <b>rye</b>')
    await expect.poll(() => editor(page).innerText()).toBe('<Field name>\nsown with <b>rye</b>')
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Delete')
    await expect(page.getByRole('textbox', { name: 'Day of sowing' })).toHaveAttribute('aria-required', 'true')
  })

  await test.step('focus on the sentence dims the rest, and is kept', async () => {
    await page.keyboard.type('# Land\n\nClover first. Then wheat')
    const near = editor(page).locator('[class*="near"]')
    await expect(near).toHaveCount(0)
    await page.keyboard.press('Alt+s')
    await expect(near).toHaveText('Then wheat')
    await page.keyboard.press('Alt+d')
    await expect(near).toHaveText('Clover first. Then wheat')
  })

  await test.step('the sheet alone, and back with Escape', async () => {
    await page.keyboard.press('Alt+f')
    await expect(page.getByRole('button', { name: 'Send' })).toBeHidden()
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeHidden()
    await page.keyboard.type(' on the heavy land.')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Send' })).toBeVisible()
    await page.keyboard.press('Alt+d')
    await expect(editor(page)).toContainText('wheat on the heavy land.')
  })

  await test.step('an input method composes in peace while the rest is dimmed', async () => {
    await page.keyboard.press('Alt+s')
    const input = await page.context().newCDPSession(page)
    for (const text of ['に', 'にほ', '日本']) {
      await input.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    }
    await input.send('Input.insertText', { text: '日本' })
    await page.keyboard.type('.')
    await expect(editor(page)).toContainText('heavy land.日本.')
    await page.keyboard.press('Alt+s')
  })

  await test.step('a passage is quoted, and its source leads back to it', async () => {
    await select(page, 'Phosphorus is')
    await expect(page.getByRole('button', { name: /^Quote/ })).toBeVisible()
    await page.keyboard.press('Alt+q')
    await expect(editor(page)).toContainText('> Phosphorus is **low** on the heavy land. Potassium is medium.')
    await expect(editor(page)).toContainText('— [Soil tests](#material:soil@')
    await expect(editor(page)).toBeFocused()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Alt+j')
    await expect
      .poll(() => page.evaluate(() => document.getSelection()?.toString()))
      .toBe('Phosphorus is low on the heavy land. Potassium is medium')
    await page.keyboard.press('Alt+w')
    await page.keyboard.press('ControlOrMeta+End')
  })

  await test.step('a table of a page comes in as a table', async () => {
    await page.keyboard.type('## Costs\n')
    const rows = '<tr><td>Seed</td><td>120</td></tr><tr><td>Lime</td><td>80</td></tr>'
    await paste(page, { 'text/html': `<table>${rows}</table>`, 'text/plain': 'Seed 120 Lime 80' })
    await expect(editor(page)).toContainText('| Seed | 120 |')
    await expect(editor(page)).toContainText('| Lime | 80 |')
    // As Windows wrote it.
    await drop(page, [...Buffer.from('Gerät', 'latin1')])
    await expect(editor(page)).toContainText('Gerät')
    await page.keyboard.press('ControlOrMeta+z')
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type('\n\nThe yield is $y = \\frac{a}{b}$, and seed costs $5 or $6 each.')
  })

  await test.step('the name of a text is heard before its count, and its preview is large enough for a glove', async () => {
    const field = page.locator('[data-field="plan"]')
    const heard = (await field.ariaSnapshot()).split('\n').map((line) => line.trim())
    const at = (words: RegExp): number => heard.findIndex((line) => words.test(line))
    expect(at(/heading "Your plan"/)).toBeLessThan(at(/\d words/))
    expect(at(/\d words/)).toBeLessThan(at(/button "Preview: Your plan"/))
    expect(at(/button "Preview: Your plan"/)).toBeLessThan(at(/textbox "Your plan"/))
    await showTheme(page, 'sunlight')
    const button = await field.getByRole('button', { name: 'Preview: Your plan' }).boundingBox()
    expect(button?.height).toBeGreaterThanOrEqual(44)
    await showTheme(page, 'light')
  })

  await test.step('as it will be read: a quotation that leads to its place, a table, a formula, prices', async () => {
    await page.keyboard.press('Alt+v')
    const preview = page.getByRole('region', { name: 'Preview: Your plan' })
    await expect(preview.locator('math mfrac')).toBeVisible()
    await expect(preview.getByRole('table')).toContainText('Lime')
    await expect(preview).toContainText('seed costs $5 or $6 each.')
    await expect(preview.getByRole('button', { name: 'Soil tests' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(editor(page)).toBeFocused()
  })

  await test.step('what is done in the text while it is shown so shows it to write in', async () => {
    await page.keyboard.press('Alt+v')
    await selectAndQuote(page, 'Sampled in March')
    await expect(editor(page)).toContainText('> Sampled in March. The pH is 6.1.')
    await expect(editor(page)).toBeFocused()
    await page.keyboard.press('ControlOrMeta+z')
    await page.keyboard.press('Alt+v')
    await expect(editor(page)).toBeHidden()
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('find and replace')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Find', exact: true })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(editor(page)).toBeFocused()
  })

  await test.step('find and replace', async () => {
    await page.keyboard.press('ControlOrMeta+f')
    const find = page.getByRole('search', { name: 'Find in this text' })
    await find.getByRole('textbox', { name: 'Find' }).fill('heavy land')
    await expect(find).toContainText('2 places')
    // In all places at once, and taken back in one.
    await find.getByRole('button', { name: 'Select all' }).press('Enter')
    await page.keyboard.insertText('fen')
    await expect(find).toContainText('Not found')
    await page.keyboard.press('ControlOrMeta+z')
    await expect(find).toContainText('of 2 places')
    await find.getByRole('textbox', { name: 'Replace with' }).fill('marsh')
    await find.getByRole('button', { name: 'Replace all' }).press('Enter')
    await expect(find).toContainText('Not found')
    await page.keyboard.press('Escape')
    await expect(editor(page)).toContainText('wheat on the marsh.')
    await expect(editor(page)).toBeFocused()
  })

  await test.step('the outline leads to a heading', async () => {
    const outline = page.getByRole('menu', { name: 'Outline' })
    // The find panel may still be giving the focus back, which closes a menu.
    await expect(async () => {
      if (!(await outline.isVisible())) await page.keyboard.press('Alt+o')
      await expect(outline).toBeVisible({ timeout: 1_000 })
    }).toPass()
    await expect(outline.getByRole('menuitem')).toHaveText([
      'Your plan',
      'Land',
      'Costs',
      'How sure are you?',
      'Main crop',
      'Cows kept',
      'Day of sowing',
    ])
    await page.keyboard.press('ArrowDown')
    await outline.getByRole('menuitem', { name: 'Land' }).press('Enter')
    await expect(editor(page)).toBeFocused()
    await page.keyboard.press('End')
    await page.keyboard.type(' and water')
    await expect(editor(page)).toContainText('# Land and water')
    await untilSaved(page)
  })

  await test.step('in a narrow window it leads from the reading to the writing, which is drawn first', async () => {
    await page.setViewportSize({ width: 900, height: 700 })
    await page.getByRole('radio', { name: 'Read' }).press('Space')
    await expect(editor(page)).toBeHidden()
    await page.keyboard.press('Alt+o')
    await page.getByRole('menuitem', { name: 'Costs' }).press('Enter')
    await expect(editor(page)).toBeFocused()
    await page.keyboard.press('End')
    await page.keyboard.type(' of seed')
    await expect(editor(page)).toContainText('# Costs of seed')
    await untilSaved(page)
  })

  await test.step('a link to a task that is not there says so in the title, too', async () => {
    await expect(page).toHaveTitle(`${task.title} – Understudy`)
    await page.evaluate(() => (location.hash = '#/task/01977f5e-0000-7000-8000-000000000001'))
    await expect(page.getByRole('heading', { name: 'This task cannot be shown' })).toBeVisible()
    await expect(page).toHaveTitle('This task cannot be shown – Understudy')
  })
})
