import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page, test as base } from '@playwright/test'
import { pictures } from './support/pictures.ts'
import { test } from './support/test.ts'
import { openDesk, type ShellName } from './support/shells.ts'

/**
 * What can happen to a clock in mid-task, by the system's own ways of telling: the wall clock, the uptime, power events
 * where the shell hears of them, and the end of the process.
 */

const HOUR = 3_600_000
const MINUTE = 60_000
const preload = new URL('../support/time/shifted-clock.ts', import.meta.url).href

type SystemClock = { wallMs: number; asleepMs: number; atStartMs: number }

/** A zone in which it is about noon, so that a few hours more or less are the same day. */
function noonZone(): string {
  const ahead = 12 - new Date().getUTCHours()
  // In these names the sign is the other way round (POSIX).
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause the clock' }).click()
  const start = page.getByRole('button', { name: 'Start the clock' })
  await expect(start).toBeVisible()
  // The next part of the window is the page, also from the clock.
  await start.press('F6')
  await expect(page.getByRole('link', { name: 'Back to the inbox' })).toBeFocused()
}

async function begin(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start the clock' }).click()
  await expect(page.getByRole('timer')).toBeVisible()
}

let zoneBefore: string | undefined
base.beforeAll(() => {
  zoneBefore = process.env['TZ']
  process.env['TZ'] = noonZone()
})
base.afterAll(() => {
  if (zoneBefore === undefined) delete process.env['TZ']
  else process.env['TZ'] = zoneBefore
})

test('a sleep, a set clock, a lock and a crash in mid-task stand in the ledger, and none of them is paid', async ({
  folder,
}, testInfo) => {
  const file = join(folder, 'clock.json')
  const clock: SystemClock = { wallMs: 0, asleepMs: 0, atStartMs: 0 }
  const system = (change: Partial<SystemClock>): void =>
    writeFileSync(file, JSON.stringify(Object.assign(clock, change)))
  system({})
  const desk = await openDesk(testInfo.project.name as ShellName, {
    dataFolder: join(folder, 'desk'),
    env: { UNDERSTUDY_TEST_CLOCK: file, NODE_OPTIONS: `--import ${preload}`, TZ: process.env['TZ'] ?? '' },
  })
  try {
    const { page } = desk
    await page.getByRole('button', { name: 'Look around with the sample' }).click()
    await page.getByRole('grid', { name: 'Tasks' }).getByRole('row').nth(1).click()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await page.locator('.cm-content').first().click()
    await page.keyboard.type('Ten hectares of rye after clover.')
    await expect(page.getByRole('timer')).toBeVisible()

    if (existsSync('/proc/uptime')) {
      await test.step('the computer sleeps for an hour', async () => {
        if (desk.power !== undefined) await desk.power('suspend')
        system({ wallMs: HOUR, asleepMs: HOUR })
        if (desk.power !== undefined) await desk.power('resume')
        await pause(page)
        await begin(page)
      })
    }
    await test.step('the clock is set back by forty minutes', async () => {
      system({ wallMs: clock.wallMs - 40 * MINUTE })
      await pause(page)
      await begin(page)
    })
    if (desk.power !== undefined) {
      await desk.power('lock')
      await desk.power('unlock')
    }
    await test.step('the desk is killed, and opened again a quarter of an hour later', async () => {
      await page.locator('.cm-content').first().click()
      await page.keyboard.type(' Then spring barley.')
      await expect(page.getByRole('status').filter({ hasText: 'Saved on this computer' })).toBeVisible()
      system({ atStartMs: 15 * MINUTE })
      await desk.killCore()
      const question = page.getByRole('dialog', { name: 'Understudy ended without warning' })
      await expect(question).toContainText('could not run', { timeout: 30_000 })
      await pictures(page, '9-crash-question')
      await question.getByRole('button', { name: 'I went on…' }).click()
      await question.getByLabel('Minutes that count').press('Enter')
      await expect(question.getByLabel('What was it?')).toBeFocused()
      await question.getByLabel('What was it?').fill('Wrote on paper')
      await question.getByLabel('Minutes that count').fill('5')
      await question.getByRole('button', { name: 'Save' }).click()
      await expect(question).toBeHidden()
    })

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Time' }).click()
    const told = page.getByRole('region', { name: 'What happened' })
    await expect(told).toContainText('Started with the first sign of work.')
    if (existsSync('/proc/uptime')) {
      await expect(told).toContainText(/The computer slept[^.]* 1 h\./)
    }
    await expect(told).toContainText('clock was set back by 40 min')
    if (desk.power !== undefined) await expect(told).toContainText('The screen was locked')
    await expect(told).toContainText('Understudy ended without warning. The time is counted up to here')
    await expect(told).toContainText('5 min added by hand: Wrote on paper')
    const today = page.getByRole('region', { name: 'Today' })
    // Of all that, only the seconds of work and the five minutes by hand count.
    const tasks = today.getByRole('table', { name: 'Tasks' })
    await expect(tasks.getByRole('row').nth(1)).toContainText(/corrected by \+5 min/)
    await expect(tasks.getByRole('cell').first()).toHaveText(/^[5-9] min$/)
    await expect(page.getByRole('region', { name: 'The record' })).toContainText(/The record is whole: \d+ entries/)
    await expect(
      page
        .getByRole('figure', { name: /Working time by day/ })
        .locator('svg')
        .first(),
    ).toBeVisible()
    // The drawings are no stops without a name; a table stands beside each.
    await expect(page.getByRole('application')).toHaveCount(0)
    await pictures(page, '9-time')
    await today.getByRole('button', { name: 'As a table' }).click()
    await expect(today.getByRole('table', { name: 'The day as a table' })).toBeVisible()

    await test.step('time is corrected, with a reason', async () => {
      await today.getByRole('button', { name: /^Correct the time of/ }).click()
      const dialog = page.getByRole('dialog', { name: 'Correct the time' })
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click()
      await expect(dialog).toContainText('Say why.')
      await dialog.getByLabel('Minutes').fill('30')
      await dialog.getByLabel('Reason').fill('Called the seed merchant')
      // A window that stands open over midnight goes on to another day; what is being written is for this one.
      for (const days of [1, -1]) {
        await page.evaluate(
          (ms) => {
            const now = Date.now.bind(Date)
            Date.now = () => now() + ms
            window.dispatchEvent(new Event('focus'))
          },
          days * 24 * HOUR,
        )
      }
      await expect(dialog.getByLabel('Reason')).toHaveValue('Called the seed merchant')
      await dialog.getByRole('button', { name: 'Correct', exact: true }).click()
      await expect(dialog).toBeHidden()
      await expect(told).toContainText('30 min added by hand: Called the seed merchant')
      await expect(tasks.getByRole('cell').first()).toHaveText(/^3[5-9] min$/)
    })

    await test.step('the day before is an arrow key away', async () => {
      await today.getByRole('button', { name: 'The day before' }).focus()
      await page.keyboard.press('ArrowLeft')
      await expect(page.getByText('No time on this day.')).toBeVisible()
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('region', { name: 'Today' })).toBeVisible()
      // The other keys are not kept there.
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('button', { name: 'The day before' })).toBeFocused()
      // The button is gone by its own press, and the focus is not gone with it.
      await page.keyboard.press('ArrowLeft')
      await page.getByRole('button', { name: 'Today', exact: true }).press('Enter')
      await expect(page.getByRole('heading', { name: 'Today', level: 2 })).toBeFocused()
    })
  } finally {
    await desk.quit()
  }
})
