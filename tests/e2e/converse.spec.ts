import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { tabTo, takeByKeys, untilSaved } from './support/walk.ts'

/** A conversation with two answers to the same turn, from the inbox to sent, by keyboard alone. */

const title = 'Write both answers: a carbon monoxide alarm'
const turn = (page: Page, name: RegExp) => page.getByRole('textbox', { name })

test('a conversation is written, branched, compared and sent by keyboard', async ({ desk }) => {
  const { page } = desk
  await page.getByRole('button', { name: 'Look around with the sample' }).press('Enter')
  await takeByKeys(page, title)

  await test.step('it goes on from what was given, with another answer in the same place', async () => {
    await expect(page.getByRole('heading', { name: /^The conversation so far/ }).last()).toBeVisible()
    await tabTo(page, page.getByRole('button', { name: 'Write the first turn' }))
    await page.keyboard.press('Enter')
    await expect(turn(page, /^Turn 4, Model$/)).toBeFocused()
    await page.keyboard.type('It is probably fine. Leave the window open until the morning.')
    await page.keyboard.press('Alt+Shift+Enter')
    await expect(turn(page, /^Turn 4, Model, answer 2 of 2$/)).toBeFocused()
    await page.keyboard.type('Everybody **out now**, baby first. Call the gas company from outside.')
    await page.keyboard.press('Alt+b')
    await expect(page.getByRole('button', { name: 'Better', pressed: true })).toBeVisible()
  })

  await test.step('the better branch goes on, and the other is one key away', async () => {
    await page.keyboard.press('Alt+Enter')
    await expect(turn(page, /^Turn 5, Person$/)).toBeFocused()
    await page.keyboard.type('It is 14 degrees out. Really?')
    await page.keyboard.press('Alt+Enter')
    await expect(turn(page, /^Turn 6, Model$/)).toBeFocused()
    await page.keyboard.type('Yes. Sit in the car with the heater on, away from the house.')
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(turn(page, /^Turn 4, Model, answer 1 of 2$/)).toBeFocused()
    await expect(turn(page, /^Turn 5/)).toHaveCount(0)
    await page.keyboard.press('Alt+ArrowRight')
    await expect(turn(page, /^Turn 6, Model$/)).toHaveValue(/^Yes\. Sit in the car/)
    await expect(page.getByRole('navigation', { name: 'Where you are' })).toContainText('Turn 4: answer 2 of 2')
    await pictures(page, 'converse')
  })

  await test.step('both answers stand side by side', async () => {
    await tabTo(page, page.getByRole('button', { name: 'Compare' }))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Answers in place of turn 4' })
    await expect(dialog.getByRole('region', { name: 'Answer 1' })).toContainText('probably fine')
    await expect(dialog.getByRole('region', { name: 'Answer 2' }).locator('strong')).toHaveText('out now')
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('undo takes back what was typed; a turn that is removed comes back with what follows', async () => {
    await tabTo(page, turn(page, /^Turn 5/))
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' No way.')
    // What is undone comes into sight, also from another branch.
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(turn(page, /^Turn 4, Model, answer 1 of 2$/)).toBeFocused()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(turn(page, /^Turn 5/)).toBeFocused()
    await expect(turn(page, /^Turn 5/)).not.toHaveValue(/No way\.$/)
    await tabTo(page, page.getByRole('button', { name: 'More for turn 5' }))
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Remove with what follows' }).press('Enter')
    await expect(turn(page, /^Turn [56]/)).toHaveCount(0)
    await expect(turn(page, /^Turn 4, Model, answer 2 of 2$/)).toBeFocused()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(turn(page, /^Turn 6, Model$/)).toHaveValue(/^Yes\. Sit in the car/)
  })

  await test.step('a turn that undo takes away leaves the focus to the one above', async () => {
    await tabTo(page, turn(page, /^Turn 6/))
    await page.keyboard.press('Alt+Enter')
    await expect(turn(page, /^Turn 7, Person$/)).toBeFocused()
    // What is missing leads to the very turn, also from another branch.
    for (let up = 0; up < 3; up++) await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowLeft')
    await expect(turn(page, /^Turn 7/)).toHaveCount(0)
    await page.keyboard.press('ControlOrMeta+Enter')
    await tabTo(page, page.getByRole('button', { name: /says nothing yet/ }))
    await page.keyboard.press('Enter')
    await expect(turn(page, /^Turn 7, Person$/)).toBeFocused()
    await page.keyboard.press('ControlOrMeta+z')
    await expect(turn(page, /^Turn 7/)).toHaveCount(0)
    await expect(turn(page, /^Turn 6, Model$/)).toBeFocused()
  })

  await test.step('a new window shows the same, and it is sent', async () => {
    await untilSaved(page)
    await page.reload()
    await expect(turn(page, /^Turn 4, Model, answer 2 of 2$/)).toHaveValue(/out now/)
    await tabTo(page, page.getByRole('radio', { name: /^Everybody out now/ }))
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('textbox', { name: 'Why the better answer is better' }))
    await page.keyboard.type(
      `Because “probably fine” keeps a family in a house with soot above the burner. ${'It must not stand. '.repeat(20)}`,
    )
    await untilSaved(page)
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByText(/Ready|waits/i).first()).toBeVisible()
    await expect(page.getByRole('region', { name: /^Turn 4, Model, answer 2 of 2$/ })).toContainText('out now')
    await pictures(page, 'converse-closed')
  })
})
