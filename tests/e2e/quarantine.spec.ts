import { readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { putBetween } from './support/between.ts'
import { pictures } from './support/pictures.ts'
import { codeIn, planTask, test } from './support/test.ts'

/** Three pieces of work written with no network; one is refused, the others pass, and what is offered mends it. */

const fields = [{ kind: 'markdown', key: 'plan', label: 'Your plan', minWords: 5 }]
const titles = ['Barley on the hill', 'Clover on the marsh', 'Wheat by the road'] as const
const words = {
  [titles[0]]: 'Sow in March, roll twice, and cut before the rain.',
  [titles[1]]: 'Red clover.',
  [titles[2]]: 'Drill in October, feed in April, harvest in August.',
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Your plan' })
const go = (page: Page, screen: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: screen }).click()

/** By its name and alone in the list, so that no row moves under the pointer. */
async function open(page: Page, title: string): Promise<void> {
  await go(page, 'Inbox')
  await page.getByRole('searchbox', { name: 'Search tasks' }).fill(title)
  await expect(page.getByText('1 task', { exact: true })).toBeVisible()
  await page.getByRole('grid', { name: 'Tasks' }).getByText(title).click()
  await expect(page.getByRole('heading', { name: title })).toBeVisible()
}

async function workOffline(page: Page): Promise<void> {
  await go(page, 'Sync')
  await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
}

async function untilSaved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
}

// Many steps, each quick; on a busy machine they add up.
test.setTimeout(300_000)

test('one of three submissions is refused, the others pass, and it is mended where the reason leads', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  await hub.importTasks(
    'Spring',
    titles.map((title) => ({ ...planTask, title, materials: [], fields })),
  )
  // The desk has an older copy of the tasks, which asks for fewer words than the hub does.
  const between = await putBetween(hub.address, '/v1/feed', (text) => text.replaceAll('"minWords":5', '"minWords":1'))
  try {
    await test.step('connect, and take three tasks', async () => {
      await page.getByRole('textbox', { name: 'Hub address' }).fill(between.address)
      await page.getByRole('textbox', { name: 'Code' }).fill(hub.code)
      await page.getByRole('button', { name: 'Connect' }).click()
      for (const title of titles) {
        await open(page, title)
        await page.getByRole('button', { name: 'Take this task' }).click()
        await expect(editor(page)).toBeVisible()
      }
      await expect.poll(async () => (await hub.run('task', 'list')).match(/taken|1\s+0/gi)?.length).toBeGreaterThan(0)
    })

    await test.step('work offline on all three', async () => {
      await workOffline(page)
      for (const title of titles) {
        await open(page, title)
        await editor(page).click()
        await page.keyboard.type(words[title])
        await untilSaved(page)
        await page.getByRole('button', { name: /^Send/ }).click()
        await expect(page.getByText('It waits for the network and goes by itself')).toBeVisible()
      }
      await go(page, 'Sync')
      const waiting = page.getByRole('region', { name: 'Waiting' })
      for (const title of titles) await expect(waiting).toContainText(title)
      expect(await hub.run('submission', 'list')).not.toContain(titles[0])
    })

    await test.step('back online two pass and one is held, with its reason', async () => {
      await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
      const held = page.getByRole('region', { name: 'Needs you' })
      await expect(held).toContainText(titles[1])
      await expect(held).toContainText('At least 5 words are asked for; there are 2.')
      await expect(held.getByRole('listitem')).toHaveCount(1)
      await expect(page.getByRole('contentinfo')).toContainText('1 needs you')
      const submissions = page.getByRole('region', { name: 'Submissions' })
      await expect(submissions.getByText('The hub has it')).toHaveCount(2)
      await expect(page.getByRole('region', { name: 'Waiting' })).toContainText('Nothing else waits.')
      await pictures(page, 'sync-held')
    })

    await test.step('the reconciliation shows which one does not agree', async () => {
      await page.getByRole('link', { name: 'Compare with what the hub has signed for' }).click()
      await expect(page.getByRole('heading', { name: 'Mine and the hub’s' })).toBeVisible()
      await expect(page.getByText('The hub has signed for 2 of 3 submissions.')).toBeVisible()
      await pictures(page, 'reconcile')
      await page.getByRole('radio', { name: 'Does not agree' }).click({ force: true })
      const rows = page.getByRole('grid', { name: 'Submissions, here and at the hub' }).getByRole('row')
      await expect(rows).toHaveCount(2)
      await expect(rows.last()).toContainText(titles[1])
      await expect(rows.last()).toContainText('Held back')
    })

    await test.step('the offered action opens the work at the part it is about, and it goes out', async () => {
      await page.getByRole('link', { name: '‹ Sync' }).click()
      await page.getByRole('region', { name: 'Needs you' }).getByRole('button', { name: 'Open and mend' }).click()
      await expect(editor(page)).toBeFocused()
      await expect(editor(page)).toHaveText(words[titles[1]])
      await page.keyboard.press('ControlOrMeta+End')
      await page.keyboard.type(' Cut it twice, then plough.')
      await untilSaved(page)
      await page.getByRole('button', { name: /^Send/ }).click()
      await expect(page.getByText(/The hub has it/).first()).toBeVisible()
      const list = (await hub.run('submission', 'list')).split('\n')
      for (const title of titles) expect(list.filter((line) => line.includes(title))).toHaveLength(1)
    })

    await test.step('everything agrees, and the list is saved as a file', async () => {
      await go(page, 'Sync')
      await expect(page.getByRole('region', { name: 'Needs you' })).toHaveCount(0)
      await page.getByRole('link', { name: 'Compare with what the hub has signed for' }).click()
      await expect(page.getByText('The hub has signed for all 3.')).toBeVisible()
      await expect(page.getByText('Everything agrees.')).toBeVisible()
      await page.getByRole('radio', { name: 'All' }).click({ force: true })
      const downloading = page.waitForEvent('download')
      await page.getByRole('button', { name: 'Export as CSV' }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toMatch(/^understudy-reconciliation-.*\.csv$/)
      const lines = parse(readFileSync(await download.path(), 'utf8'), { bom: true, columns: true }) as Record<
        string,
        string
      >[]
      expect(new Set(lines.map((line) => line['Task']))).toEqual(new Set(titles))
      expect(lines).toHaveLength(3)
      for (const line of lines) expect(line).toMatchObject({ Agrees: 'yes', 'Receipt checked': 'yes', Late: 'no' })
    })
  } finally {
    await between.stop()
  }
})

test('a task withdrawn in mid-draft is sent as it is, and signing in again lets waiting work go', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  await hub.importTasks(
    'Spring',
    titles.map((title) => ({ ...planTask, title, materials: [], fields })),
  )
  await page.getByRole('textbox', { name: 'Hub address' }).fill(hub.address)
  await page.getByRole('textbox', { name: 'Code' }).fill(hub.code)
  await page.getByRole('button', { name: 'Connect' }).click()

  await test.step('write two words, and have the task withdrawn', async () => {
    await open(page, titles[1])
    await page.getByRole('button', { name: 'Take this task' }).click()
    await editor(page).click()
    await page.keyboard.type(words[titles[1]])
    await untilSaved(page)
    const line = (await hub.run('task', 'list')).split('\n').find((one) => one.includes(titles[1])) ?? ''
    await hub.run('task', 'withdraw', line.split(/\s/)[0] ?? '', '--reason', 'The customer left.')
    await expect(page.getByText('The operator has withdrawn this task.')).toBeVisible()
    await expect(page.getByText('The customer left.')).toBeVisible()
  })

  await test.step('more time is asked for another one, and the hub’s answer is told', async () => {
    await open(page, titles[0])
    await page.getByRole('button', { name: 'Take this task' }).click()
    await page.getByRole('button', { name: /^Due .* Ask for more time$/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Ask for more time' })
    await pictures(page, 'more-time')
    await dialog.getByRole('button', { name: 'Ask for it' }).click()
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('The hub agrees to')
    await page.getByRole('button', { name: 'Dismiss' }).click()
  })

  await test.step('the device loses its access: what waits says that signing in helps', async () => {
    await hub.run('expert', 'revoke', hub.expertId)
    await go(page, 'Sync')
    await page.getByRole('region', { name: 'Not sent yet' }).getByRole('button', { name: 'Send as it is' }).click()
    const waiting = page.getByRole('region', { name: 'Waiting' })
    await expect(waiting).toContainText('Waits for you to sign in')
    await expect(waiting).toContainText('as soon as you have signed in with this hub again')
    await pictures(page, 'sync-signed-out')
    await waiting.getByRole('button', { name: 'Sign in again' }).click()
    const dialog = page.getByRole('dialog', { name: 'Sign in again' })
    await expect(dialog.getByRole('textbox', { name: 'Hub address' })).toHaveValue(new URL(hub.address).href)
    const code = codeIn(await hub.run('expert', 'code', hub.expertId))
    await dialog.getByRole('textbox', { name: 'Code' }).fill(code)
    await dialog.getByRole('button', { name: 'Connect' }).click()
    await expect(page.getByRole('region', { name: 'Submissions' })).toContainText('The hub has it')
    expect(await hub.run('submission', 'list')).toContain(titles[1])
  })
})
