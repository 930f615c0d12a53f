import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { idIn, planTask, test } from './support/test.ts'
import { connect, tick, untilSaved } from './support/walk.ts'

/** Between two flights: everything by a few keys, what fits into 25 minutes, and work that came back. */

const editor = (page: Page) => page.getByRole('textbox', { name: 'Your plan' })
const short = { ...planTask, title: 'A short one', estimateMs: 20 * 60_000 }

async function choose(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'What do you want to do?' }).fill(typed)
  // Tasks are found by the core; Enter means the first line whether or not it has been marked by then.
  await expect(page.getByRole('option').first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox')).toBeHidden()
}

/** In the list of keys: keys that run into their name, and headings that stand against the line above them. */
async function crowdedKeys(page: Page): Promise<string[]> {
  const sheet = page.getByRole('dialog', { name: 'Keyboard' })
  await expect(sheet.getByText('Paste as plain text')).toBeVisible()
  return sheet.evaluate((dialog) => {
    const found: string[] = []
    const boxOf = (element: Element | null | undefined): DOMRect => element?.getBoundingClientRect() ?? new DOMRect()
    for (const keys of dialog.querySelectorAll('dt')) {
      const room = boxOf(keys.nextElementSibling).left - boxOf(keys.firstElementChild).right
      if (room < 8) found.push(`${keys.textContent}: ${room}`)
    }
    for (const heading of dialog.querySelectorAll('h3')) {
      const above = boxOf(heading.parentElement?.previousElementSibling?.querySelector('dl > :last-child'))
      const room = boxOf(heading).top - above.bottom
      // Beside it is another column.
      if (above.left === boxOf(heading).left && room < 16) found.push(`${heading.textContent}: ${room}`)
    }
    return found
  })
}

test('between two flights', async ({ hub, desk, folder }) => {
  const { page } = desk
  await hub.importTasks('Spring', [planTask, short])
  await connect(page, hub)
  await expect(page.getByRole('grid', { name: 'Tasks' }).getByText(planTask.title)).toBeVisible()

  await test.step('any place, theme and task by a few letters', async () => {
    await choose(page, 'gset')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('night')
    await page.keyboard.type('q')
    await expect(page.getByText('Nothing here is called that.')).toBeVisible()
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Enter')
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'night')
    await expect(page.getByRole('radio', { name: 'Night' })).toBeChecked()
    await page.reload()
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'night')
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
    await choose(page, 'theme light')
    await page.keyboard.press('?')
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toContainText('All actions')
    await page.keyboard.press('Escape')
    // It goes with the screen whose actions it has.
    await page.keyboard.press('ControlOrMeta+k')
    await expect(page.getByRole('combobox')).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('combobox')).toBeHidden()
    await choose(page, 'mixed farm')
    await expect(page.getByRole('heading', { name: planTask.title })).toBeVisible()
    await page.keyboard.press('t')
    await expect(editor(page)).toBeVisible()
  })

  await test.step('the work is handed in, and comes back with comments', async () => {
    await choose(page, 'your plan')
    await expect(editor(page)).toBeFocused()
    await page.keyboard.type('Sow clover first, and then wheat on the heavy land.')
    await page
      .getByRole('radiogroup', { name: /How sure/ })
      .getByRole('radio')
      .first()
      .focus()
    await page.keyboard.press('4')
    await page.getByRole('radio', { name: 'Rye' }).focus()
    await page.keyboard.press('Space')
    await expect(page.getByText('All there')).toBeVisible()
    await untilSaved(page)
    await page.keyboard.press('?')
    expect(await crowdedKeys(page), 'keys and headings too near to what is beside and above them').toEqual([])
    await page.keyboard.press('Escape')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect.poll(() => hub.run('submission', 'list')).toContain(planTask.title)
    const comments = join(folder, 'comments.json')
    const about = [
      { text: 'Good, but too short.' },
      { field: 'plan', passage: { quote: 'clover' }, text: 'Which clover?' },
      { field: 'crop', text: 'Why rye?' },
    ]
    writeFileSync(comments, JSON.stringify(about))
    await hub.run('submission', 'review', idIn(await hub.run('submission', 'list')), '--return', '--comments', comments)
    await expect(page.getByText('This came back with comments', { exact: false })).toBeVisible()
    // Read out once, and not with all comments anew at each box that is ticked.
    const live = page.getByRole('status').filter({ hasText: 'This came back with comments' })
    await expect(live).toHaveText(/^This came back with comments from Reviewer, [^.]*\.$/)
  })

  const said = page.getByRole('region', { name: 'What the reviewer said', exact: true })
  await test.step('offline, the comments are answered at their places', async () => {
    await choose(page, 'work offline')
    await said.getByRole('button', { name: /clover/ }).click()
    await expect(editor(page)).toBeFocused()
    // The passage is chosen: what is typed takes its place.
    await page.keyboard.type('red cl')
    const passage = page.getByRole('region', { name: /Which clover/ })
    await expect(passage).toContainText('These words no longer stand there.')
    await passage.getByRole('button', { name: 'Answer' }).click()
    await passage.getByRole('textbox', { name: 'Your answer' }).fill('Red clover, for the heavy soil.')
    await tick(passage.getByRole('checkbox', { name: 'Done' }))
    await tick(said.getByRole('checkbox', { name: 'Done' }))
    await said.getByRole('button', { name: 'Answer' }).click()
    await said.getByRole('textbox', { name: 'Your answer' }).fill('Longer would say no more.')
    await expect(said).toContainText('2 of 3 done.')
    await untilSaved(page)
    await page.reload()
    const answer = passage.getByRole('textbox', { name: 'Your answer' })
    await expect(answer).toHaveValue('Red clover, for the heavy soil.')
    // Cleared and written anew, in one go.
    await answer.focus()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.press('Backspace')
    await expect(answer).toBeFocused()
    await page.keyboard.type('Red clover, for the heavy soil.')
    await untilSaved(page)
    await expect(said).toContainText('2 of 3 done.')
  })

  await test.step('what has changed since it was sent is shown', async () => {
    await page.getByRole('button', { name: 'Changes since you sent it' }).click()
    const changes = page.getByRole('region', { name: /^Changes since/ })
    await expect(changes.getByRole('insertion').first()).toBeVisible()
    await expect(changes.getByRole('deletion').first()).toBeVisible()
    await expect(changes.getByRole('heading', { level: 3 })).toHaveText(['Your plan'])
    await expectAccessible(page, 'returned work')
  })

  await test.step('25 minutes: what came back with one comment, then what fits as a whole', async () => {
    await choose(page, 'inbox')
    await page.getByRole('heading', { name: 'Inbox' }).focus()
    await page.keyboard.press('m')
    const fits = page.getByRole('list', { name: 'What fits' }).getByRole('listitem')
    await expect(fits).toHaveCount(2)
    await expect(fits.nth(0)).toContainText('one comment to answer')
    await expect(fits.nth(1)).toContainText('new, about 20 minutes in all')
    await page.getByRole('textbox', { name: 'I have' }).fill('10')
    await page.keyboard.press('Tab')
    await expect(fits).toHaveCount(1)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: planTask.title })).toBeVisible()
  })

  await test.step('the reviewer says it anew: answers stay with their comments, and one that has none is shown', async () => {
    const id = idIn(await hub.run('submission', 'list'))
    const anew = [
      { text: 'Say when.' },
      { field: 'crop', text: 'Why rye?' },
      { field: 'plan', passage: { quote: 'clover' }, text: 'Which clover?' },
    ]
    const comments = join(folder, 'anew.json')
    writeFileSync(comments, JSON.stringify(anew))
    await hub.run('submission', 'review', id, '--return', '--comments', comments)
    await choose(page, 'work online')
    await expect(said).toContainText('1 of 3 done.')
    const passage = page.getByRole('region', { name: /Which clover/ })
    await expect(passage.getByRole('textbox', { name: 'Your answer' })).toHaveValue('Red clover, for the heavy soil.')
    await expect(said.getByRole('textbox', { name: 'Your answer' })).toHaveCount(0)
    await expect(said).toContainText('You had answered what the reviewer no longer says.')
    await expect(said).toContainText('Longer would say no more.')
    await expectAccessible(page, 'a review given again')
  })

  await test.step('the answers go with the work, and the operator reads them', async () => {
    await page.keyboard.press('ControlOrMeta+Enter')
    const lines = async () =>
      (await hub.run('submission', 'list')).split('\n').filter((line) => line.includes(planTask.title))
    await expect.poll(async () => (await lines()).length).toBe(2)
    const shown = await Promise.all((await lines()).map(async (line) => hub.run('submission', 'show', idIn(line))))
    const answered = shown.find((text) => text.includes('Answer'))
    expect(answered).toContain('Comment    plan “clover”: Which clover?')
    expect(answered).toContain('Answer     done: Red clover, for the heavy soil.')
    expect(answered).not.toContain('Longer would say no more.')
  })
})
