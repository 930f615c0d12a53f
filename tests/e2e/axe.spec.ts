import { expect, type Locator } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { test } from './support/test.ts'
import { go, openTask } from './support/walk.ts'

test('no screen breaks a rule of axe-core in any theme', async ({ desk }) => {
  const { page } = desk

  await test.step('first run and inbox', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible()
    await expectAccessible(page, 'first run')
    await page.getByRole('button', { name: 'Look around with the sample' }).click()
    await expect(page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1)).toBeVisible()
    await expectAccessible(page, 'inbox')
  })

  await test.step('palette and list of keys', async () => {
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('option').first()).toBeVisible()
    await expectAccessible(page, 'palette')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keyboard' }).click()
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
    await expectAccessible(page, 'keyboard')
    await page.keyboard.press('Escape')
  })

  await test.step('where the machine speaks Hebrew, arrows go where they point and nothing is said in two languages', async () => {
    const other = await page
      .context()
      .browser()
      ?.newContext({
        locale: 'he-IL',
        storageState: await page.context().storageState(),
      })
    const there = await other?.newPage()
    await there?.goto(page.url())
    await there?.getByRole('radio', { name: 'To do' }).focus()
    await there?.keyboard.press('ArrowRight')
    await expect(there?.getByRole('radio', { name: 'Sent' }) ?? page.locator('none')).toBeFocused()
    await there?.getByRole('button', { name: 'Kind' }).click()
    await expect(there?.getByRole('button', { name: 'Dismiss' }).first() ?? page.locator('none')).toBeAttached()
    await other?.close()
  })

  await test.step('what fits into a while', async () => {
    await page.getByRole('button', { name: /^I have/ }).click()
    await expect(page.getByRole('textbox', { name: 'I have' })).toBeFocused()
    await expectAccessible(page, 'what fits')
    await page.keyboard.press('Escape')
  })

  await test.step('offer and workspace, one of each kind', async () => {
    for (const [i, title] of [
      'Hand over a deteriorating patient',
      "Grade a model's interaction check",
      'Write the 2026 crop and nutrient plan',
    ].entries()) {
      await openTask(page, title)
      if (i === 0) await expectAccessible(page, 'offer')
      await page.getByRole('button', { name: 'Take this task' }).click()
      await expect(page.getByRole('button', { name: /^Send/ })).toBeVisible()
      await page.getByRole('button', { name: /^Send/ }).click()
      await expect(page.getByRole('region', { name: 'Before you send' })).toBeVisible()
      await expectAccessible(page, `workspace: ${title}`)
    }
    await page.getByRole('button', { name: 'Guideline' }).click()
    await expect(page.getByRole('dialog', { name: 'Guideline' })).toBeVisible()
    await expectAccessible(page, 'guideline')
    await page.keyboard.press('Escape')
  })

  for (const screen of ['Sync', 'Time', 'Earnings', 'Settings']) {
    await test.step(screen, async () => {
      await go(page, screen)
      await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
      await expectAccessible(page, screen)
    })
  }

  await test.step('among the colours of the system, what is chosen and what is on can be seen', async () => {
    await page.emulateMedia({ forcedColors: 'active' })
    const on = page.getByRole('switch', { name: 'Start the clock' }).locator('xpath=ancestor::label')
    const knob = on.locator('css=span:empty')
    expect(await groundOf(knob)).not.toBe(await groundOf(knob.locator('xpath=..')))
    await go(page, 'Inbox')
    const inkOf = (name: RegExp): Promise<string> =>
      page
        .getByRole('radio', { name })
        .locator('xpath=ancestor::label')
        .evaluate((element) => getComputedStyle(element).color)
    expect(await inkOf(/^To do/)).not.toBe(await inkOf(/^Sent/))
  })
})

const groundOf = (place: Locator): Promise<string> =>
  place.evaluate((element) => getComputedStyle(element).backgroundColor)
