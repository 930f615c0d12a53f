import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { parse } from 'csv-parse/sync'
import { putBetween } from './support/between.ts'
import { pictures } from './support/pictures.ts'
import { planTask, test } from './support/test.ts'
import {
  byHand,
  connect,
  go,
  goToSync,
  openTask,
  readIn,
  saveOutbox,
  tick,
  untilSaved,
  workOffline,
} from './support/walk.ts'

/**
 * Three days without a network, from the plan to the last receipt: one piece of work is refused, the others pass, and
 * what is offered mends it; then a batch and its work travel on a stick.
 */

const fields = [{ kind: 'markdown', key: 'plan', label: 'Your plan', minWords: 5 }]
const titles = ['Barley on the hill', 'Clover on the marsh', 'Wheat by the road'] as const
const late = 'Peas on the slope'
const words = {
  [titles[0]]: 'Sow in March, roll twice, and cut before the rain.',
  [titles[1]]: 'Red clover.',
  [titles[2]]: 'Drill in October, feed in April, harvest in August.',
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Your plan' })
test('three days away: planned, worked, one piece refused and mended, all agreed, and one more by the stick', async ({
  hub,
  desk,
  folder,
}) => {
  const { page } = desk
  const on = (name: string): string => join(folder, name)
  await hub.importTasks(
    'Spring',
    titles.map((title) => ({ ...planTask, title, materials: [], fields })),
  )
  // The desk has an older copy of the tasks, which asks for fewer words than the hub does.
  const between = await putBetween(hub.address, '/v1/feed', (text) => text.replaceAll('"minWords":5', '"minWords":1'))
  try {
    await test.step('connect', async () => {
      await connect(page, { address: between.address, code: hub.code })
      await expect(page.getByRole('grid', { name: 'Tasks' }).getByText(titles[2])).toBeVisible()
    })

    await test.step('plan three days offline, and see that nothing is missing', async () => {
      await goToSync(page)
      await page.getByRole('region', { name: 'Files' }).getByRole('link', { name: 'Going offline…' }).click()
      await expect(page.getByText('3 new tasks; everything is here already.')).toBeVisible()
      // The day that is offered: back in three days.
      const back = page.getByLabel('Back on')
      const inThreeDays = new Date(Date.now() + 3 * 86_400_000)
      await expect(back).toHaveValue(inThreeDays.toLocaleDateString('sv-SE'))
      await page.getByRole('button', { name: 'Take these along' }).press('Enter')
      await expect(page.getByText('You can go. 3 tasks are ready, and nothing needs the network.')).toBeVisible()
    })

    await test.step('work offline on all three', async () => {
      await workOffline(page)
      for (const title of titles) {
        await openTask(page, title)
        await editor(page).click()
        await page.keyboard.type(words[title])
        await untilSaved(page)
        await page.getByRole('button', { name: /^Send/ }).click()
        await expect(page.getByText('It waits while you work offline, and goes by itself')).toBeVisible()
      }
      await go(page, 'Sync')
      const waiting = page.getByRole('region', { name: 'Waiting' })
      for (const title of titles) await expect(waiting).toContainText(title)
      await expect(waiting).toContainText('Waits while you work offline')
      await expect(waiting).not.toContainText('network')
      expect(await hub.run('submission', 'list')).not.toContain(titles[0])
      await page
        .getByRole('region', { name: 'Files' })
        .getByRole('link', { name: /offline/i })
        .click()
      await expect(
        page.getByText('You can go. 3 tasks are ready; 3 finished ones are not at the hub yet.'),
      ).toBeVisible()
      await page.getByRole('link', { name: '‹ Sync' }).click()
    })

    await test.step('back online two pass and one is held, with its reason', async () => {
      await page.getByRole('switch', { name: 'Work offline' }).click({ force: true })
      const held = page.getByRole('region', { name: 'Needs you' })
      await expect(held).toContainText(titles[1])
      await expect(held).toContainText('At least 5 words are asked for; there are 2.')
      await expect(held.getByRole('listitem')).toHaveCount(1)
      // Seen and heard, on whatever screen one is.
      await expect(page.getByRole('contentinfo').getByRole('status').last()).toContainText('1 needs you')
      await expect(page.getByRole('link', { name: 'Sync needs you', exact: true })).toBeVisible()
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
      await tick(page.getByRole('radio', { name: 'Does not agree' }))
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
      await tick(page.getByRole('radio', { name: 'All' }))
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

    await test.step('the stick: a batch comes in by file', async () => {
      await workOffline(page)
      await hub.importTasks('Late', [{ ...planTask, title: late, materials: [], fields }])
      await hub.run('carry', 'export', '--expert', hub.expertId, '--out', on('batch.understudy'))
      await readIn(page, on('batch.understudy'))
      await expect(byHand(page).getByRole('status')).toContainText('1 new or changed task')
    })

    await test.step('it is worked on, and goes out by file', async () => {
      await openTask(page, late)
      await page.getByRole('button', { name: 'Take this task' }).click()
      await editor(page).click()
      await page.keyboard.type('Peas after barley, and lime before either.')
      await untilSaved(page)
      await page.getByRole('button', { name: /^Send/ }).click()
      await expect(page.getByText('It waits while you work offline, and goes by itself')).toBeVisible()
      await goToSync(page)
      await saveOutbox(page, on('outbox.understudy'))
      await expect(byHand(page).getByRole('status')).toContainText('The work of 1 task is in for ')
    })

    await test.step('the hub takes it in twice and has it once, and the receipt comes home', async () => {
      const words = ['carry', 'import', on('outbox.understudy'), '--receipts', on('receipts.understudy')]
      expect(await hub.run(...words)).toContain('2 done now, 0 done before, 0 refused')
      expect(await hub.run(...words)).toContain('0 done now, 2 done before, 0 refused')
      const list = (await hub.run('submission', 'list')).split('\n')
      for (const title of [...titles, late]) expect(list.filter((line) => line.includes(title))).toHaveLength(1)
      await readIn(page, on('receipts.understudy'))
      await expect(byHand(page).getByRole('status')).toContainText('1 receipt')
      await page.getByRole('link', { name: 'Compare with what the hub has signed for' }).click()
      await expect(page.getByText('The hub has signed for all 4.')).toBeVisible()
    })
  } finally {
    await between.stop()
  }
})
