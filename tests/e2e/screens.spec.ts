import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { tick } from './support/walk.ts'

/** Every screen in turn, and a picture of each for a person to look at, where they are asked for. */

async function open(page: Page, screen: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen }).click()
  await expect(page.getByRole('heading', { name: screen, level: 1 })).toBeVisible()
}

test('every screen can be gone to, and has its picture in every theme', async ({ desk }) => {
  const { page } = desk
  await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible()
  await pictures(page, '1-first-run')
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  const grid = page.getByRole('grid', { name: 'Tasks' })
  await expect(grid.getByRole('row').first()).toBeVisible()

  await grid.getByText(/deteriorating patient/).click()
  await expect(page.getByRole('button', { name: 'Take this task' })).toBeVisible()
  await pictures(page, '3-offer')
  await page.getByRole('button', { name: 'Take this task' }).click()
  await tick(page.getByRole('radio', { name: /^Emergency assessment/ }))
  const editor = page.locator('.cm-content').first()
  await editor.click()
  // A list goes on by itself, as in the editors people know; an empty item ends it.
  await page.keyboard.type(
    'Staff nurse on Ward 14. I am calling about a woman two days after her hip was fixed. Her NEWS2 has risen all night and is **high now**.\n\n- short of breath, on oxygen since seven\nnew confusion since eight\n\n\nI need you here',
  )
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
  await page.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(page.getByText('4 parts missing')).toBeVisible()
  await pictures(page, '4-workspace')
  await page.getByRole('button', { name: /^Send/ }).click()
  await expect(page.getByRole('region', { name: 'Before you send' })).toBeVisible()
  await pictures(page, '5-before-send')
  await page.getByRole('button', { name: 'Guideline' }).click()
  await expect(page.getByRole('dialog', { name: 'Guideline' })).toBeVisible()
  await pictures(page, '6-guideline')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: /Inbox/ }).first().click()
  for (const [i, screen] of ['Inbox', 'Sync', 'Time', 'Earnings', 'Settings'].entries()) {
    await open(page, screen)
    await pictures(page, `${i === 0 ? 2 : 6 + i}-${screen.toLowerCase()}`)
  }

  await test.step('a slider says in words where it stands, to who listens as well', async () => {
    const size = page.getByRole('slider', { name: 'Text size' })
    await expect(size).toHaveAttribute('aria-valuetext', 'Medium')
    await size.press('ArrowRight')
    await expect(size).toHaveAttribute('aria-valuetext', 'Rather large')
    await expect(page.getByRole('slider', { name: 'Line length' })).toHaveAttribute('aria-valuetext', '72 characters')
  })
})
