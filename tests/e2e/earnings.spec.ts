import { readFileSync } from 'node:fs'
import { expect, type Locator, type Page } from '@playwright/test'
import { dayInWords } from '../../src/shared/rules/days.ts'
import { expectAccessible } from './support/axe.ts'
import { pictures } from './support/pictures.ts'
import { idIn, planTask, test } from './support/test.ts'
import { connect, openTask } from './support/walk.ts'

/** From accepted work to an invoice, its files, and a payment that is less than invoiced. */

const title = 'Rotation for "wet", heavy land'
const task = {
  kind: 'answer',
  title,
  occupation: planTask.occupation,
  brief: 'Plan four years.',
  estimateMs: 3_600_000,
  rate: { type: 'fixed', perTask: { minor: 18_000, currency: 'USD' } },
  fields: [{ kind: 'markdown', key: 'plan', label: 'Your plan', minWords: 2 }],
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) {
    await page.getByRole('textbox', { name: label, exact: true }).fill(value)
  }
}

/** Whether the next choice always keeps farther away from the words below one than those from the choice's own line. */
function choicesApart(dialog: Locator): Promise<boolean> {
  return dialog.getByRole('radiogroup', { name: 'VAT' }).evaluate((group) => {
    const lines = [...group.querySelectorAll('label > span:last-child')].map((words) => {
      const range = document.createRange()
      range.selectNodeContents(words.firstChild ?? words)
      return { label: range.getBoundingClientRect(), hint: words.querySelector('span')?.getBoundingClientRect() }
    })
    return lines.every(({ label, hint }, index) => {
      const next = lines[index + 1]?.label
      return hint !== undefined && (next === undefined || next.top - hint.bottom > hint.top - label.bottom)
    })
  })
}

/** A second window, whose questions to the core can be held back. */
async function openSlowWindow(page: Page): Promise<{ slow: Page; hold: () => void; letGo: () => void }> {
  const slow = await page.context().newPage()
  const held: (() => void)[] = []
  let isHeld = false
  await slow.routeWebSocket(/./, (window) => {
    const core = window.connectToServer()
    window.onMessage((message) => {
      if (isHeld) held.push(() => core.send(message))
      else core.send(message)
    })
  })
  await slow.goto(page.url())
  return {
    slow,
    hold: () => (isHeld = true),
    letGo: () => {
      isHeld = false
      for (const send of held.splice(0)) send()
    },
  }
}

test('accepted work becomes an invoice, and what comes is held against it', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Spring', [task])

  await test.step('hand the work in, and have it accepted', async () => {
    await connect(page, hub)
    await page.getByText(title).click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await page.getByRole('textbox', { name: 'Your plan' }).click()
    await page.keyboard.type('Clover first, then wheat.')
    await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
    await page.getByRole('link', { name: 'Earnings' }).click()
    await expect(page.getByText('Nothing has been handed in yet.')).toBeVisible()
    await page.goBack()
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect.poll(() => hub.run('submission', 'list')).toContain(title)
    await hub.run('submission', 'review', idIn(await hub.run('submission', 'list')), '--accept')
    await page.getByRole('link', { name: 'Earnings' }).click()
    await expect(page.getByText('$180.00 accepted and not invoiced yet')).toBeVisible()
    await expect(page.getByRole('button', { name: 'New invoice' })).toBeEnabled()
  })

  await test.step('make a draft for a new customer outside the Union', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('new invoice')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog').getByRole('button', { name: /Customer/ })).toContainText('Choose…')
    await page.getByRole('button', { name: 'New customer' }).click()
    await fill(page, {
      Name: 'Oakridge Data, Inc.',
      Town: 'Portland',
      Country: 'us',
      'E-mail for invoices': 'bills@example.com',
    })
    await page.getByRole('button', { name: 'Save' }).click()
    const dialog = page.getByRole('dialog', { name: 'New invoice' })
    await expect(dialog.getByRole('button', { name: /Customer/ })).toContainText('Oakridge Data, Inc.')
    await expect(dialog.getByRole('checkbox', { name: new RegExp(title) })).toBeChecked()
    const leftOf = async (text: string): Promise<number> =>
      (await dialog.getByText(text, { exact: true }).boundingBox())?.x ?? Number.NaN
    expect(await leftOf('Customer'), 'begins where the dialog does').toBe(await leftOf('Accepted work'))
    await dialog.getByRole('button', { name: 'Make a draft' }).click()
  })

  await test.step('what is missing is said with its rule, asked once, and then it can be issued', async () => {
    const draft = page.getByRole('dialog', { name: /^Draft/ })
    const missing = draft.getByRole('region', { name: 'Before you issue' })
    await expect(missing).toContainText('The country in your address is missing.')
    await expect(missing).toContainText('BR-09')
    await expect(draft.getByRole('button', { name: 'Issue' })).toBeDisabled()
    await expect(draft).toContainText(`To Oakridge Data, Inc., ${dayInWords(new Date().toLocaleDateString('sv-SE'))}`)
    expect(await choicesApart(draft), 'the words below a choice are nearer to it than the next one').toBe(true)
    await pictures(page, 'invoice-draft')
    await draft.getByRole('textbox', { name: 'Note' }).fill('As agreed.')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('heading', { name: 'Earnings' })).toBeFocused()
    await page.getByRole('button', { name: 'Draft', exact: true }).press('Enter')
    await expect(draft.getByRole('textbox', { name: 'Note' })).toHaveValue('As agreed.')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('button', { name: 'Draft', exact: true })).toBeFocused()
    await page.keyboard.press('Enter')
    await missing.getByRole('button', { name: 'Your details' }).first().click()
    // No computer knows what another one of the same expert has issued: both would give 2026-0001.
    await expect(page.getByRole('textbox', { name: 'Begin with' })).toHaveAccessibleDescription(/on a second computer/i)
    await fill(page, {
      'Your name, or your business’s': 'Ada Field',
      'Street and number': 'Feldweg 3',
      'Post code': '26721',
      Town: 'Emden',
      Country: 'de',
      'VAT number': 'DE123456789',
      'E-mail': 'ada@example.org',
      'IBAN or account number': 'DE89 3704 0044 0532 0130 00',
    })
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(draft.getByRole('radio', { name: /outside the European Union/ })).toBeChecked()
    await expect(draft).toContainText('Everything that is needed is there.')
  })

  await test.step('what is changed while the core is slow to answer puts nothing back', async () => {
    const { slow, hold, letGo } = await openSlowWindow(page)
    await slow.getByRole('button', { name: 'Draft', exact: true }).click()
    const draft = slow.getByRole('dialog', { name: /^Draft/ })
    await expect(draft).toBeVisible()
    hold()
    await draft.getByRole('textbox', { name: 'Note' }).fill('As agreed in the slow window.')
    await draft.getByRole('radio', { name: /^With VAT/ }).press('Space')
    letGo()
    const before = page.getByRole('dialog', { name: /^Draft/ })
    await expect(before.getByRole('radio', { name: /^With VAT/ })).toBeChecked()
    await expect(before.getByRole('textbox', { name: 'Note' })).toHaveValue('As agreed in the slow window.')
    await before.getByRole('radio', { name: /outside the European Union/ }).press('Space')
    await expect(draft.getByRole('radio', { name: /outside the European Union/ })).toBeChecked()
    await slow.close()
  })

  await test.step('it is issued with the note as it was typed', async () => {
    const draft = page.getByRole('dialog', { name: /^Draft/ })
    await draft.getByRole('textbox', { name: 'Note' }).fill('As agreed on 3 November.')
    await draft.getByRole('button', { name: 'Issue' }).click()
  })

  await test.step('its files are saved', async () => {
    const invoice = page.getByRole('dialog', { name: /^Invoice \d{4}-0001$/ })
    await expect(invoice).toContainText('As agreed on 3 November.')
    for (const [button, name, content] of [
      ['Save PDF', /^invoice-\d{4}-0001\.pdf$/, '%PDF-1.7'],
      ['Save Factur-X', /factur-x\.pdf$/, '<fx:ConformanceLevel>EN 16931'],
      ['Save UBL', /ubl\.xml$/, 'As agreed on 3 November.'],
      ['Save CII', /cii\.xml$/, 'CrossIndustryInvoice'],
    ] as const) {
      const downloading = page.waitForEvent('download')
      await invoice.getByRole('button', { name: button }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(name)
      expect(readFileSync(await download.path(), 'latin1')).toContain(content)
    }
    await pictures(page, 'invoice-issued')
  })

  await test.step('a payment is noted, and what it is short of stands out', async () => {
    await page.getByRole('dialog').getByRole('button', { name: 'Note a payment' }).click()
    const dialog = page.getByRole('dialog', { name: 'Note a payment' })
    const amount = dialog.getByRole('textbox', { name: 'Amount' })
    await amount.fill('12,5,0')
    await dialog.getByRole('button', { name: 'Note payment' }).click()
    await expect(dialog.getByText('This is not a number.', { exact: false })).toBeVisible()
    await expect(amount).toBeFocused()
    await amount.fill('١٠٠')
    await dialog.getByRole('button', { name: 'Note payment' }).click()
    await expect(page.getByText(/-0001: \$80\.00 less than invoiced/)).toBeVisible()
    await expect(page.getByRole('region', { name: 'Invoices' })).toContainText('$80.00 less than invoiced')
    await expect(page.getByRole('region', { name: 'Earned and paid by month, USD' })).toBeVisible()
    await pictures(page, 'earnings')
    await expectAccessible(page, 'earnings with data')
    await page.getByRole('region', { name: 'Work handed in' }).scrollIntoViewIfNeeded()
    await pictures(page, 'earnings-charts')
    await page.getByRole('region', { name: 'Payments' }).getByRole('button', { name: 'Take out' }).click()
    await expect(page.getByText(/-0001: \$180\.00 not paid yet/)).toBeVisible()
    await expect(page.getByRole('button', { name: 'Note a payment' })).toBeFocused()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(page.getByText(/-0001: \$80\.00 less than invoiced/)).toBeVisible()
  })

  await test.step('by keyboard there, and back to the text', async () => {
    await page.keyboard.press('Alt+1')
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
    await page.keyboard.press('Alt+4')
    await expect(page.getByRole('heading', { name: 'Earnings' })).toBeVisible()
    // Not out of a dialog, with what was typed in it.
    await page.getByRole('button', { name: 'Your details' }).click()
    const town = page.getByRole('dialog', { name: 'Your details' }).getByRole('textbox', { name: 'Town' })
    await town.fill('Leer')
    await page.keyboard.press('Alt+1')
    await page.keyboard.press('ControlOrMeta+k')
    await page.mouse.click(4, 4)
    await expect(page.getByRole('dialog')).toHaveCount(1)
    await expect(town).toHaveValue('Leer')
    // A press beside it takes the focus for a moment, in which Escape would be heard by nobody.
    await expect(town).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    // Where nothing was entered, a press beside it is enough.
    await page.getByRole('button', { name: 'Your details' }).click()
    await expect(town).toHaveValue('Emden')
    await page.mouse.click(4, 4)
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
})

test('tasks whose titles begin alike each stand once in the table, also when more comes', async ({ hub, desk }) => {
  const { page } = desk
  const titles = ['first', 'second'].map((which) => `An answer to the same question, the ${which}`)
  await hub.importTasks('Alike', [
    ...titles.map((one) => ({ ...task, title: one, fields: [{ kind: 'text', key: 'plan', label: 'Your plan' }] })),
    { ...task, title: 'Another', fields: [{ kind: 'text', key: 'plan', label: 'Your plan' }] },
  ])
  await connect(page, hub)
  await expect(page.getByText('3 tasks', { exact: true })).toBeVisible()
  const other = await page.context().newPage()
  await other.goto(page.url())

  async function handIn(name: string): Promise<void> {
    await openTask(other, name)
    await other.getByRole('button', { name: 'Take this task' }).click()
    await other.getByRole('textbox', { name: 'Your plan' }).click()
    await other.keyboard.type('Clover first.')
    // Only what took a second has a line.
    await expect(other.getByRole('timer')).toHaveText(/^(?!0:00:00)\d:\d\d:\d\d$/)
    await other.getByRole('button', { name: /^Send/ }).click()
    await expect.poll(() => hub.run('submission', 'list')).toContain(name)
  }

  for (const name of titles) await handIn(name)
  await page.getByRole('link', { name: 'Earnings' }).click()
  const section = page.getByRole('region', { name: 'Estimate against time taken' })
  await section.getByRole('button', { name: 'As a table' }).click()
  const names = section.getByRole('rowheader')
  await expect(names).toHaveText(titles.toReversed())
  await handIn('Another')
  await expect(names).toHaveText(['Another', ...titles.toReversed()])
})
