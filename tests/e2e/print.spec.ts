import { expect, type Page } from '@playwright/test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { test } from './support/test.ts'
import { go, openTask } from './support/walk.ts'

/** What a person prints is the page, the task or the dialog that is open: all of it, and nothing of the frame around. */
test('on paper stands all of a page, of a long draft and of an open dialog', async ({ desk }) => {
  const { page } = desk
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await openTask(page, 'Write the 2026 crop and nutrient plan')
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.locator('.cm-content').first().click()
  await page.keyboard.insertText(Array.from({ length: 200 }, (_, n) => `Plot ${n + 1} lies fallow.`).join('\n\n'))
  const draft = await printed(page)
  expect(draft).toContain('Plot 1 lies fallow.')
  expect(draft).toContain('Plot 200 lies fallow.')
  expect(draft).not.toContain('Settings')

  await page.getByRole('button', { name: 'Terms' }).click()
  await expect(page.getByRole('dialog', { name: 'Terms' })).toBeVisible()
  const terms = await printed(page)
  expect(terms).toContain('Terms')
  expect(terms).not.toContain('Plot 1 lies fallow.')
  await page.keyboard.press('Escape')

  await go(page, 'Settings')
  await expect(page.getByText('What leaves this computer')).toBeAttached()
  expect(await printed(page)).toMatch(/Looks.*Understudy \d/)
})

async function printed(page: Page): Promise<string> {
  const { promise } = getDocument({ data: new Uint8Array(await page.pdf({ format: 'A4' })), verbosity: 0 })
  const document = await promise
  const words: string[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent()
    words.push(...items.map((item) => ('str' in item ? item.str : '')))
  }
  return words.join(' ').replaceAll(/\s+/g, ' ')
}
