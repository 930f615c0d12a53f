import { expect, type Page } from '@playwright/test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { showTheme, themes } from './support/axe.ts'
import { test } from './support/test.ts'
import { go, openTask } from './support/walk.ts'

/** What a person prints is the page, the task or the dialog that is open: all of it, and nothing of the frame around. */
test('on paper stands all of a page, of a long draft and of an open dialog', async ({ desk }) => {
  const { page } = desk
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await openTask(page, 'Write the 2026 crop and nutrient plan')
  await page.getByRole('button', { name: 'Take this task' }).click()
  await page.locator('.cm-content').first().click()
  const fallow =
    'lies fallow, and is mown once in late summer when the birds have left, as the plan of the county says.'
  const plots = Array.from({ length: 1500 }, (_, n) => `Plot ${n + 1} ${fallow}`)
  // Most of them a paragraph each, four hundred in one line.
  await page.keyboard.insertText([...plots.slice(400), plots.slice(0, 400).join(' ')].join('\n\n'))
  const draft = await printed(page)
  expect(plots.filter((plot) => !draft.includes(`${plot.slice(0, plot.indexOf('fallow'))}fallow`))).toEqual([])
  expect(draft).not.toContain('Settings')

  await test.step('dark on white in every theme, without the room that is left for writing', async () => {
    await page.emulateMedia({ media: 'print' })
    for (const theme of themes) {
      await showTheme(page, theme)
      expect.soft(await looksOnPaper(page), theme).toEqual(theme === 'sunlight' ? onPaperOfSunlight : onPaper)
    }
    await expect(page.locator('.cm-content').first()).toHaveCSS('min-height', '0px')
    await showTheme(page, 'light')
    await page.emulateMedia({ media: null })
  })

  await page.getByRole('button', { name: 'Terms' }).click()
  await expect(page.getByRole('dialog', { name: 'Terms' })).toBeVisible()
  const terms = await printed(page)
  expect(terms).toContain('Terms')
  expect(terms).not.toContain('Plot 1 lies fallow')
  await page.keyboard.press('Escape')

  await go(page, 'Settings')
  await expect(page.getByText('What leaves this computer')).toBeAttached()
  expect(await printed(page)).toMatch(/Looks.*Understudy \d/)
})

/** Of the light theme, and of the one for the sun, which is darker still: ground and ink, and what strips of time lie on. */
const onPaper = ['#f6f3ec', '#25211a', '#eeeae0']
const onPaperOfSunlight = ['#ffffff', '#000000', '#f2f2f2']

function looksOnPaper(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const place = document.body.appendChild(document.createElement('i'))
    const colours = ['ground', 'ink', 'sunk'].map((name) => {
      place.style.color = `var(--${name})`
      const channels = getComputedStyle(place).color.match(/\d+/g) ?? []
      return `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}`
    })
    place.remove()
    return colours
  })
}

async function printed(page: Page): Promise<string> {
  const { promise } = getDocument({ data: new Uint8Array(await page.pdf({ format: 'A4' })), verbosity: 0 })
  const document = await promise
  const words: string[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent()
    const onPage = items.map((item) => ('str' in item ? item.str : ''))
    expect.soft(onPage.join('').trim(), `page ${number} of ${document.numPages}`).not.toBe('')
    words.push(...onPage)
  }
  return words.join(' ').replaceAll(/\s+/g, ' ')
}
