import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { idIn, planTask, test } from './support/test.ts'
import { connect, tick, untilSaved } from './support/walk.ts'

/** The main job, as its expert and its operator do it: from a batch on the hub to a receipt and a timesheet. */

const sentence = 'Clover first, then wheat on the heavy land, and the cows stay out until the ground carries'

function editor(page: Page) {
  return page.getByRole('textbox', { name: 'Your plan' })
}

test('the main job, from a batch on the hub to a receipt and a timesheet', async ({ hub, desk }) => {
  const { page } = desk
  await hub.importTasks('Spring', [planTask, { ...planTask, title: 'Another task' }])

  await test.step('enrol and pull', async () => {
    await expect(page.getByRole('heading', { name: 'Welcome to Understudy' })).toBeVisible()
    await connect(page, hub)
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible()
    await expect(page.getByRole('grid', { name: 'Tasks' }).getByText(planTask.title)).toBeVisible()
  })

  await test.step('take the task', async () => {
    await page.getByText(planTask.title).click()
    await expect(page.getByRole('heading', { name: planTask.title })).toBeVisible()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await expect(editor(page)).toBeVisible()
    await expect.poll(() => hub.run('task', 'list')).toMatch(/taken/i)
  })

  await test.step('go offline and write', async () => {
    await page.getByRole('link', { name: 'Sync' }).click()
    await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
    await expect(page.getByText('Working offline').first()).toBeVisible()
    await page.goBack()
    await editor(page).click()
    await page.keyboard.type(sentence)
    await untilSaved(page)
    await expect(page.getByRole('group', { name: 'Clock' })).toContainText(planTask.title)
  })

  await test.step('the core is killed in mid-sentence; the text and the caret are there again', async () => {
    await page.keyboard.type(' them; ')
    await desk.killCore()
    await page.keyboard.type('in May')
    await untilSaved(page)
    await expect(editor(page)).toHaveText(`${sentence} them; in May`)
    // A new window knows only what the core has kept.
    await page.reload()
    await expect(editor(page)).toHaveText(`${sentence} them; in May`)
    await expect(editor(page)).toBeFocused()
    await page.keyboard.type(', not before.')
    await expect(editor(page)).toHaveText(`${sentence} them; in May, not before.`)
  })

  await test.step('what is pressed below the text does not go away under the pointer', async () => {
    const below = page.getByRole('radiogroup', { name: /How sure are you/ })
    await below.scrollIntoViewIfNeeded()
    const place = await below.boundingBox()
    await page.mouse.move((place?.x ?? 0) + 2, (place?.y ?? 0) + 2)
    await page.mouse.down()
    await expect(editor(page)).not.toBeFocused()
    expect(await below.boundingBox()).toEqual(place)
    await page.mouse.up()
  })

  await test.step('the send check says what is missing and leads there', async () => {
    await page.getByRole('button', { name: /^Send/ }).click()
    const missing = page.getByRole('region', { name: 'Before you send' })
    await expect(missing).toContainText('How sure are you?')
    // Closed, it leads back to where one wrote.
    await missing.getByRole('button', { name: 'Close the list' }).click()
    await expect(missing).toHaveCount(0)
    await expect(editor(page)).toBeFocused()
    await page.getByRole('button', { name: /^Send/ }).click()
    await missing.getByRole('button', { name: /Main crop/ }).click()
    await tick(page.getByRole('radiogroup', { name: /Main crop/ }).getByRole('radio', { name: 'Rye' }))
    await tick(
      page
        .getByRole('radiogroup', { name: /How sure are you/ })
        .getByRole('radio')
        .nth(3),
    )
    await untilSaved(page)
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect(page.getByText(/Ready|waits/i).first()).toBeVisible()
    expect(await hub.run('submission', 'list')).not.toContain(planTask.title)
  })

  await test.step('back online it goes out by itself, once, and the receipt is kept and checked', async () => {
    await page.getByRole('link', { name: 'Sync' }).click()
    await expect(page.getByRole('region', { name: 'Waiting' })).toContainText(planTask.title)
    await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
    const submissions = page.getByRole('region', { name: 'Submissions' })
    await expect(submissions).toContainText(/The hub has it|Received/i)
    expect(
      (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(planTask.title)),
    ).toHaveLength(1)
    await submissions.getByText(planTask.title).click()
    const receipt = page.getByRole('dialog', { name: 'Receipt' })
    await expect(receipt).toContainText('Signature checked')
    await page.keyboard.press('Escape')
  })

  await test.step('the reviewer returns it, the expert revises it, the reviewer accepts it', async () => {
    const first = idIn(
      (await hub.run('submission', 'list')).split('\n').find((line) => line.includes(planTask.title)) ?? '',
    )
    await hub.run('submission', 'review', first, '--return', '--comment', 'plan=Which clover?')
    await page.getByRole('link', { name: 'Inbox' }).click()
    await page.getByRole('grid', { name: 'Tasks' }).getByText(planTask.title).click()
    await expect(page.getByText('Which clover?').first()).toBeVisible()
    await editor(page).click()
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' Red clover.')
    await untilSaved(page)
    await page.getByRole('button', { name: /^Send/ }).click()
    await expect
      .poll(
        async () =>
          (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(planTask.title)).length,
      )
      .toBe(2)
    const list = (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(planTask.title))
    const second = list.map(idIn).find((id) => id !== first) ?? ''
    await hub.run('submission', 'review', second, '--accept')
    await expect(page.getByText(/Accepted/i).first()).toBeVisible()
  })

  await test.step('the hours become a timesheet', async () => {
    await page.getByRole('link', { name: 'Time' }).click()
    await expect(page.getByRole('region', { name: 'Today' })).toContainText(planTask.title)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export timesheet' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toMatch(/^understudy-timesheet-.*\.csv$/)
    const csv = readFileSync(await download.path(), 'utf8')
    expect(csv).toContain(planTask.title)
    expect(csv).toContain('120.00 USD per hour')
    expect(csv).toMatch(/0:00:\d\d|0:0\d:\d\d/)
  })
})
