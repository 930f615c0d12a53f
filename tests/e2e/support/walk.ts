import { expect, type Locator, type Page } from '@playwright/test'

/** What more than one spec does in the window. */

export const byHand = (page: Page): Locator => page.getByRole('region', { name: 'By hand' })

export async function readIn(page: Page, path: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser')
  await byHand(page).getByRole('button', { name: 'Read in a file…' }).click()
  await (await choosing).setFiles(path)
}

/** Saves what waits. @returns the name that the desk offered */
export async function saveOutbox(page: Page, path: string): Promise<string> {
  const downloading = page.waitForEvent('download')
  await byHand(page).getByRole('button', { name: 'Save what waits to a file…' }).press('Enter')
  const download = await downloading
  await download.saveAs(path)
  return download.suggestedFilename()
}

/** Signs in with a hub, in the welcome or in its dialog, with the pointer. */
export async function connect(page: Page, { address, code }: { address: string; code: string }): Promise<void> {
  await page.getByRole('textbox', { name: 'Hub address' }).fill(address)
  await page.getByRole('textbox', { name: 'Code' }).fill(code)
  await page.getByRole('button', { name: 'Connect' }).click()
}

/** The same by keys alone. */
export async function connectByKeys(page: Page, { address, code }: { address: string; code: string }): Promise<void> {
  await tabTo(page, page.getByRole('textbox', { name: 'Hub address' }))
  await page.keyboard.type(address)
  await tabTo(page, page.getByRole('textbox', { name: 'Code' }))
  await page.keyboard.type(code)
  await page.keyboard.press('Enter')
}

export const go = (page: Page, screen: string): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen }).click()

/** By its name and alone in the list, so that no row moves under the pointer. */
export async function openTask(page: Page, title: string): Promise<void> {
  await go(page, 'Inbox')
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill(title)
  await expect(page.getByText('1 task', { exact: true })).toBeVisible()
  await page.getByRole('grid', { name: 'Tasks' }).getByText(title).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
}

/** Turns the switch over. */
export async function workOffline(page: Page): Promise<void> {
  await go(page, 'Sync')
  await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
}

export async function goToSync(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sync' }).click()
  await expect(page.getByRole('heading', { name: 'Sync', level: 1 })).toBeVisible()
}

export async function untilSaved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
}

/**
 * Chooses a radio button or ticks a box. What is under the pointer is hidden behind its label, so the press is forced;
 * it is tried again where something was still being laid out anew and the press fell beside it.
 */
export async function tick(control: Locator): Promise<void> {
  await expect(async () => {
    if (!(await control.isChecked())) {
      // Out from under what stays at the edge of a pane.
      await control.evaluate((element) => element.scrollIntoView({ block: 'center' }))
      await control.click({ force: true })
    }
    await expect(control).toBeChecked({ timeout: 1_000 })
  }).toPass()
}

/** Presses Tab until the focus is on it, or on something in it; where it never comes, it cannot be reached by key. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  const isThere = (): Promise<boolean> =>
    target.evaluate((element) => element.contains(document.activeElement)).catch(() => false)
  for (let presses = 0; presses < 90; presses++) {
    if (await isThere()) return
    await page.keyboard.press(key)
  }
  expect(await isThere()).toBe(true)
}

/** From the inbox into a task that is on offer, with keys alone. */
export async function takeByKeys(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Alt+1')
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(title)
  await expect(page.getByText('1 task', { exact: true })).toBeVisible()
  await tabTo(page, page.getByRole('grid', { name: 'Tasks' }))
  await page.keyboard.press('Enter')
  const take = page.getByRole('button', { name: 'Take this task' })
  await tabTo(page, take)
  await page.keyboard.press('Enter')
  await expect(take).toBeHidden()
}
