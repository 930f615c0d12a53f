import { expect } from '@playwright/test'
import { test } from './support/test.ts'

/** Texts of one's own, by keyboard: where the focus goes, and what taking back brings back. */
test('a text that was taken out comes back beside those made since, and the focus stays in the list', async ({
  desk,
}) => {
  const { page } = desk
  const { keyboard } = page
  await page.getByRole('button', { name: 'Look around with the sample' }).click()
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await keyboard.press('Alt+5')
  const add = page.getByRole('button', { name: 'Add a text' })

  async function write(name: string): Promise<void> {
    await add.focus()
    await keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
    await keyboard.type(name)
    await keyboard.press('Tab')
    await keyboard.type(`The text ${name}.`)
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await expect(page.getByRole('button', { name: `Take out ${name}` })).toBeVisible()
    await expect(add).toBeFocused()
  }

  await write('soil')
  await write('frost')
  await page.getByRole('button', { name: 'Take out soil' }).press('Enter')
  await expect(page.getByRole('button', { name: 'Take out soil' })).toBeHidden()
  await expect(add).toBeFocused()
  await write('clover')
  await keyboard.press('ControlOrMeta+z')
  await expect(page.getByRole('button', { name: /^Take out/ })).toHaveText(['Take out', 'Take out', 'Take out'])
  for (const name of ['soil', 'frost', 'clover']) {
    await expect(page.getByRole('button', { name: `Take out ${name}` })).toBeVisible()
  }
  // Another one in the form would take away what is being written.
  await page.getByRole('button', { name: 'Change soil' }).press('Enter')
  await keyboard.type(' tests')
  await expect(page.getByRole('button', { name: 'Change frost' })).toBeDisabled()
  await page.getByRole('button', { name: 'Keep it' }).press('Enter')
  await expect(page.getByText('A name has letters, figures')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await page.getByRole('button', { name: 'Leave it' }).press('Enter')
  await expect(add).toBeFocused()
  await expect(page.getByRole('button', { name: 'Change frost' })).toBeEnabled()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Take out clover' })).toBeVisible()
})
