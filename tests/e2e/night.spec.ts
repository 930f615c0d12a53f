import { expect, type Page } from '@playwright/test'
import { planTask, test } from './support/test.ts'
import { connect, go, openTask, tick } from './support/walk.ts'

/** Brighter in blue than the darkest that a screen shows, of 255. */
const VISIBLE = 16

/** The night is for eyes that must stay used to the dark: blue light would undo an hour of it. */
test('at night nothing gives blue light, not even what the browser draws', async ({ hub, desk }) => {
  const { page } = desk
  const fields = [...planTask.fields, { kind: 'date', key: 'day', label: 'Day of sowing', required: false }]
  await hub.importTasks('Spring', [{ ...planTask, fields }])
  await connect(page, hub)
  await go(page, 'Settings')
  await tick(page.getByRole('radio', { name: 'Night' }))
  await openTask(page, planTask.title)
  await page.getByRole('button', { name: 'Take this task' }).click()

  await test.step('a text with its find panel', async () => {
    const text = page.getByRole('textbox', { name: 'Your plan' })
    await text.click()
    await page.keyboard.type('Sow in March.')
    await page.keyboard.press('ControlOrMeta+f')
    await page.keyboard.type('March')
    await expect(page.getByRole('search')).toContainText('1 place')
    await page.getByRole('search').getByRole('checkbox', { name: 'Match case' }).check()
    expect.soft(await blueLight(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  await test.step('a day that is written part by part', async () => {
    await page.getByRole('textbox', { name: 'Day of sowing' }).focus()
    await page.keyboard.press('ArrowUp')
    expect.soft(await blueLight(page)).toEqual([])
  })

  await test.step('a box that can be made larger', async () => {
    await page.getByRole('button', { name: 'Draft', exact: true }).click()
    await page.getByRole('menuitem', { name: /^Give this task back/ }).click()
    await expect(page.getByRole('dialog', { name: 'Give this task back' })).toBeVisible()
    expect.soft(await blueLight(page)).toEqual([])
  })
})

/** Where something blue is seen: the corners of squares of 40 pixels, as `across,down`. */
async function blueLight(page: Page): Promise<string[]> {
  // The caret is of the theme, and hiding it would need a style that the page does not let in.
  const picture = (await page.screenshot({ caret: 'initial' })).toString('base64')
  return page.evaluate(
    async ([base64, visible]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      canvas?.drawImage(bitmap, 0, 0)
      const { data = [] } = canvas?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {}
      const found = new Set<string>()
      for (let at = 0; at < data.length; at += 4) {
        const [across, down] = [(at / 4) % bitmap.width, Math.floor(at / 4 / bitmap.width)]
        if ((data[at + 2] ?? 0) > visible) found.add(`${across - (across % 40)},${down - (down % 40)}`)
      }
      return [...found]
    },
    [picture, VISIBLE] as const,
  )
}
