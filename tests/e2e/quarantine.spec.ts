import { expect, type Page } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { codeIn, planTask, test } from './support/test.ts'
import { connect, go, openTask, untilSaved } from './support/walk.ts'

/** What is held back says why, and what is offered mends it. */

const fields = [{ kind: 'markdown', key: 'plan', label: 'Your plan', minWords: 5 }]
const titles = ['Barley on the hill', 'Clover on the marsh', 'Wheat by the road'] as const
const words = {
  [titles[0]]: 'Sow in March, roll twice, and cut before the rain.',
  [titles[1]]: 'Red clover.',
  [titles[2]]: 'Drill in October, feed in April, harvest in August.',
}

const editor = (page: Page) => page.getByRole('textbox', { name: 'Your plan' })

test('a task withdrawn in mid-draft is sent as it is, and signing in again lets waiting work go', async ({
  hub,
  desk,
}) => {
  const { page } = desk
  await hub.importTasks(
    'Spring',
    titles.map((title) => ({ ...planTask, title, materials: [], fields })),
  )
  await connect(page, hub)

  await test.step('write two words, and have the task withdrawn', async () => {
    await openTask(page, titles[1])
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
    await openTask(page, titles[0])
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
    // That it is told moves what stands below, and a press on it at that moment would be none.
    await expect(page.getByRole('list', { name: 'Hubs' })).toContainText('Signed out')
    await page.getByRole('region', { name: 'Not sent yet' }).getByRole('button', { name: 'Send as it is' }).click()
    const waiting = page.getByRole('region', { name: 'Waiting' })
    await expect(waiting).toContainText('Waits for you to sign in')
    await expect(waiting).toContainText('as soon as you have signed in with this hub again')
    await waiting.getByRole('link', { name: titles[1] }).click()
    await expect(page.getByText('Finished. It goes out by itself as soon as you have signed in')).toBeVisible()
    await go(page, 'Sync')
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
