import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import { byHand, connect, goToSync, readIn, saveOutbox, untilSaved } from './support/walk.ts'

/** The stick: a batch in by file, work, the outbox out by file, taken in at the hub twice, and the receipts home. */

/** As a file manager would drop it on the window. */
async function drop(page: Page, path: string): Promise<void> {
  const bytes = readFileSync(path).toString('base64')
  await page.evaluate((text) => {
    const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File([raw], 'again.understudy'))
    const place = document.querySelector('h1') ?? document.body
    for (const type of ['dragover', 'drop']) {
      place.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
    }
  }, bytes)
}

test('the stick, from a batch to a receipt, with no network in between', async ({ hub, desk, folder }) => {
  const { page } = desk
  const on = (name: string): string => join(folder, name)

  await test.step('connect once, then stay offline', async () => {
    await connect(page, hub)
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
    await goToSync(page)
    await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
    await expect(page.getByText('Working offline').first()).toBeVisible()
    await expect(byHand(page).getByRole('button', { name: 'Save what waits to a file…' })).toBeDisabled()
  })

  await test.step('the batch comes in by file', async () => {
    await hub.importTasks('Spring', [planTask])
    await hub.run('carry', 'export', '--expert', hub.expertId, '--out', on('batch.understudy'))
    // From the list of all actions: the button is far down.
    const choosing = page.waitForEvent('filechooser')
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('combobox', { name: 'What do you want to do?' })).toBeFocused()
    await page.keyboard.type('read in')
    await expect(page.getByRole('option').first()).toContainText('Read in a file')
    await page.keyboard.press('Enter')
    await (await choosing).setFiles(on('batch.understudy'))
    await expect(byHand(page).getByRole('status')).toContainText('1 new or changed task')
    await drop(page, on('batch.understudy'))
    await expect(byHand(page).getByRole('status')).toContainText('is here already')
    // Over a form that is open it would take what was typed there.
    await page.getByRole('link', { name: 'Earnings' }).click()
    await page.getByRole('button', { name: 'Your details' }).click()
    const street = page.getByRole('dialog').getByRole('textbox', { name: 'Street and number' })
    await street.fill('Deichstr. 7')
    await drop(page, on('batch.understudy'))
    await expect(page.getByText('Close what is open in front first.')).toBeVisible()
    await expect(street).toHaveValue('Deichstr. 7')
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  await test.step('work, and send', async () => {
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.getByRole('grid', { name: 'Tasks' }).getByText(planTask.title).click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await page.getByRole('textbox', { name: 'Your plan' }).click()
    await page.keyboard.type('Clover first, then wheat on the heavy land.')
    await untilSaved(page)
    for (const [group, n] of [
      [/How sure are you/, 3],
      [/Main crop/, 1],
    ] as const) {
      const radio = page.getByRole('radiogroup', { name: group }).getByRole('radio').nth(n)
      await radio.press('Space')
      await expect(radio).toBeChecked()
    }
    await untilSaved(page)
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect(page.getByText(/Ready|waits/i).first()).toBeVisible()
  })

  await test.step('what waits goes out by file', async () => {
    await goToSync(page)
    const name = await saveOutbox(page, on('outbox.understudy'))
    expect(name).toMatch(/^for .* \d{4}-\d\d-\d\d-\d{4}\.understudy$/)
    await expect(byHand(page).getByRole('status')).toContainText('The work of 1 task is in for ')
  })

  await test.step('the hub takes it in twice and has it once', async () => {
    const words = ['carry', 'import', on('outbox.understudy'), '--receipts', on('receipts.understudy')]
    expect(await hub.run(...words)).toContain('2 done now, 0 done before, 0 refused')
    expect(await hub.run(...words)).toContain('0 done now, 2 done before, 0 refused')
    const list = (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(planTask.title))
    expect(list).toHaveLength(1)
  })

  await test.step('the receipts come home by file, twice', async () => {
    await readIn(page, on('receipts.understudy'))
    await expect(byHand(page).getByRole('status')).toContainText('1 receipt')
    await readIn(page, on('receipts.understudy'))
    await expect(byHand(page).getByRole('status')).toContainText('is here already')
    const submissions = page.getByRole('region', { name: 'Submissions' })
    await submissions.getByText(planTask.title).click()
    await expect(page.getByRole('dialog', { name: 'Receipt' })).toContainText('Signature checked')
    await page.keyboard.press('Escape')
  })

  await pictures(page, 'by-hand')

  await test.step('what is no sealed file is refused in words', async () => {
    writeFileSync(on('letter.understudy'), 'Dear desk,')
    await readIn(page, on('letter.understudy'))
    await expect(byHand(page).getByRole('alert')).toContainText('This is not a sealed file of Understudy')
    const damaged = readFileSync(on('batch.understudy'))
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] ?? 0) ^ 8
    writeFileSync(on('damaged.understudy'), damaged)
    await readIn(page, on('damaged.understudy'))
    await expect(byHand(page).getByRole('alert')).toContainText(/Nothing was read in/i)
  })
})
