import { expect } from '@playwright/test'
import { test } from './support/test.ts'
import { connect, openTask, untilSaved } from './support/walk.ts'

/** What is longer or otherwise than a document of parts may hold: the document must be there again all the same. */

const task = {
  kind: 'author',
  title: 'Sources and a person',
  occupation: { code: '11-9013.00', title: 'Farmers' },
  brief: 'Say who it is and what it rests on.',
  fields: [
    { kind: 'persona', key: 'who', label: 'Who' },
    { kind: 'citations', key: 'sources', label: 'Sources' },
  ],
}

test('sources and a persona outlive whatever is put into their boxes', async ({ hub, desk }) => {
  const { page } = desk
  const { keyboard } = page
  await hub.importTasks('Limits', [task])
  await connect(page, hub)
  await openTask(page, task.title)
  await page.getByRole('button', { name: 'Take this task' }).click()

  // Two cells of a table.
  await page.getByRole('combobox', { name: 'Occupation' }).click()
  await keyboard.insertText('Nurse\tWard 14')
  await keyboard.press('Tab')
  await page.getByRole('textbox', { name: 'Situation' }).fill('Alone at night.')

  await page.getByRole('button', { name: 'Add a source' }).click()
  await expect(page.getByRole('combobox', { name: 'Standard or source' })).toBeFocused()
  await keyboard.insertText('ISO 9001')
  const pages = 'pp. 12 to 14, 33 to 36, and the tables in annex B, C and D of the edition of 2019'
  await page.getByRole('textbox', { name: 'Page' }).click()
  await keyboard.insertText(pages)
  await page.getByRole('textbox', { name: 'Link' }).click()
  await keyboard.insertText(`https://example.org/${'long/'.repeat(500)}`)
  const day = page.getByLabel('Valid until')
  await day.focus()
  await keyboard.type('05012026')
  await expect(day).toHaveValue('2026-05-01')
  await keyboard.type('7')
  await page.getByRole('button', { name: 'Done: source 1' }).click()
  await untilSaved(page)

  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Occupation' })).toHaveValue('Nurse Ward 14')
  await expect(page.getByRole('textbox', { name: 'Situation' })).toHaveValue('Alone at night.')
  const source = page.getByRole('list', { name: 'Sources' }).getByRole('listitem')
  await expect(source).toContainText('ISO 9001')
  await expect(source).toContainText(pages.slice(0, 60))
  // A year that is not one is no day, and the one from before, which the box no longer showed, is not kept behind it.
  await expect(source).not.toContainText('2026-05-01')
})
