import { expect, type Page } from '@playwright/test'
import { showTheme } from './support/axe.ts'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { untilSaved } from './support/walk.ts'

/** What was written before is never lost: undo beyond a restart, versions, passages put back, another way. By keyboard. */

const editor = (page: Page) => page.locator('[data-field] .cm-content').first()
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Versions' })

/** To the end of the text, where the next words go. */
async function write(page: Page, text: string): Promise<void> {
  await editor(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
  await untilSaved(page)
}

/** What is pasted is undone by itself. */
async function paste(page: Page, text: string): Promise<void> {
  await editor(page).evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}

/** So much that a comparison leaves out its middle. */
const same = 'A line that stays.\n'.repeat(12)

async function openVersions(page: Page): Promise<void> {
  await page.keyboard.press('Alt+h')
  await expect(dialog(page).getByRole('slider', { name: 'Version' })).toBeVisible()
}

async function press(page: Page, name: string): Promise<void> {
  await dialog(page).getByRole('button', { name }).press('Enter')
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
}

test('undo goes beyond a restart; a version is named, compared, put back by passages; another way is tried and left', async ({
  desk,
}) => {
  const { page } = desk
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1).click()
  await page.getByRole('button', { name: 'Take this task' }).click()

  await test.step('what was written before the core ended is taken back after it', async () => {
    await write(page, `Rye after clover.\n\n${same}\nLime in autumn.`)
    await paste(page, ' A sentence too many.')
    await untilSaved(page)
    await desk.killCore()
    await page.reload()
    await expect(editor(page)).toContainText('A sentence too many.')
    await editor(page).focus()
    await page.keyboard.press('Control+z')
    await expect(editor(page)).not.toContainText('A sentence too many.')
    await expect(editor(page)).toContainText('Lime in autumn.')
    await untilSaved(page)
  })

  await test.step('a version is named, and written over', async () => {
    await openVersions(page)
    await press(page, 'Name this version')
    await page.keyboard.type('Before the rewrite')
    await page.keyboard.press('Enter')
    await expect(dialog(page).getByText('“Before the rewrite”')).toBeVisible()
    await close(page)
    await editor(page).focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.insertText(`Barley after clover.\n\n${same}\nNo lime at all.\n\nRoll twice.`)
    await untilSaved(page)
  })

  await test.step('the difference is seen, and one passage put back', async () => {
    await openVersions(page)
    await press(page, '‹ Earlier mark')
    await expect(dialog(page).getByText('“Before the rewrite”')).toBeVisible()
    await page.getByRole('radio', { name: 'Compare' }).press('Space')
    await expect(dialog(page).locator('.cm-deletedChunk').first()).toContainText('Rye after clover.')
    // What is gone and what is new are told apart without their colours as well.
    expect(await signBefore(page, '.cm-deletedChunk > .cm-deletedLine')).toBe('"−" / "Gone: "')
    expect(await signBefore(page, '.cm-line.cm-changedLine')).toBe('"+" / "New: "')
    await pictures(page, 'versions-compare')
    for (const theme of ['light', 'sunlight'] as const) {
      await showTheme(page, theme)
      for (const button of await dialog(page).getByRole('button', { name: 'Put this passage back' }).all()) {
        await button.scrollIntoViewIfNeeded()
        expect.soft(await button.evaluate(isWhole), `a way back is covered in ${theme}`).toBe(true)
      }
    }
    await showTheme(page, 'light')
    // What is left out between them opens by key as well.
    const folded = dialog(page).getByRole('button', { name: /lines that are the same/ })
    await folded.press('Enter')
    await expect(folded).toBeHidden()
    await expect(dialog(page).locator('.cm-content')).toBeFocused()
    await expect(dialog(page).getByText('A line that stays.')).toHaveCount(12)
    await dialog(page).getByRole('button', { name: 'Put this passage back' }).first().press('Enter')
    await close(page)
    await expect(editor(page)).toContainText('Rye after clover.')
    await expect(editor(page)).toContainText('No lime at all.')
    await untilSaved(page)
  })

  await test.step('another way is tried from the named version, and left again', async () => {
    await openVersions(page)
    await press(page, '‹ Earlier mark')
    await press(page, 'Try it another way from here')
    await page.keyboard.type('Without lime')
    await page.keyboard.press('Enter')
    await expect(dialog(page).getByText('Without lime').first()).toBeVisible()
    await close(page)
    await expect(editor(page)).not.toContainText('Roll twice.')
    await write(page, ' Compost instead.')

    await openVersions(page)
    const way = dialog(page).getByRole('button', { name: /Way/ })
    await way.press('Enter')
    await page.getByRole('option', { name: 'First way' }).press('Enter')
    await press(page, 'Go on in this way')
    await expect(dialog(page).getByRole('button', { name: 'Go on in this way' })).toBeHidden()
    await close(page)
    await expect(editor(page)).toContainText('Roll twice.')
    await expect(editor(page)).not.toContainText('Compost instead.')
  })
})

// Also by who presses the button before the version is to be seen.
for (const waits of [true, false]) {
  test(`to take back that a version was put back leaves alone what was written since${waits ? '' : ', in a hurry'}`, async ({
    desk,
  }) => {
    const { page } = desk
    await page.getByRole('button', { name: 'Look around with the sample' }).click()
    await page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1).click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await write(page, 'Rye after clover.')
    await paste(page, ' Lime in autumn.')
    await untilSaved(page)
    await openVersions(page)
    const slider = dialog(page).getByRole('slider', { name: 'Version' })
    await expect(slider).toHaveAttribute('aria-valuetext', /^Now, last written /)
    await slider.press('ArrowLeft')
    if (waits) {
      await expect(slider).toHaveAttribute('aria-valuetext', /^Edit \d+ of \d+, /)
      await expect(dialog(page)).not.toContainText('Lime in autumn.')
    }
    await press(page, 'Put this version back')
    await close(page)
    await expect(editor(page)).toHaveText('Rye after clover.')
    await write(page, ' Then wheat.')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(editor(page)).toContainText('Lime in autumn.')
    await expect(editor(page)).toContainText('Then wheat.')
  })
}

const signBefore = (page: Page, line: string): Promise<string> =>
  dialog(page)
    .locator(line)
    .first()
    .evaluate((element) => getComputedStyle(element, '::before').content)

/** Whether a button can be pressed at its upper and its lower edge. */
function isWhole(button: Element): boolean {
  const { left, top, bottom, width } = button.getBoundingClientRect()
  return [top + 3, bottom - 3].every((y) => document.elementFromPoint(left + width / 2, y) === button)
}
