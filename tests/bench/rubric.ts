import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { openDesk } from '../e2e/support/shells.ts'
import { type HubWorld, openHub } from '../e2e/support/test.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { type Bench, median, ms, round } from './measure.ts'

const SMALL = 20
const LARGE = 2_000
const KEYS = 60

/**
 * A key in a criterion until the frame with it is drawn, in a rubric of 2,000 criteria beside one of 20, in a real
 * browser with the whole desk behind it; the linter runs in the pauses. Longest frames while one types, while the whole
 * list scrolls by, and long tasks (W3C Long Tasks: more than 50 ms) are told besides.
 * `key` = 2,000 over 20.
 */
export const rubric: Bench = async ({ rounds = 3, say }) => {
  const keys: number[] = []
  for (let i = 0; i < rounds; i++) {
    const folder = makeTempFolder('rubric')
    const hub = await openHub(join(folder, 'hub'))
    const desk = await openDesk('browser', { dataFolder: join(folder, 'desk') })
    try {
      const { page } = desk
      await enrol(page, hub)
      const small = await measure(page, SMALL)
      const large = await measure(page, LARGE)
      keys.push(large.key / small.key)
      for (const [count, figures] of [
        [SMALL, small],
        [LARGE, large],
      ] as const) {
        const { key, slowest, pause, scroll, save, long } = figures
        say(
          `round ${i + 1}: ${count} criteria: key ${ms(key)}, slowest ${ms(slowest)}; longest frame while typing ${ms(pause)}, ` +
            `while scrolling ${ms(scroll)}; saved after ${ms(save)}; long tasks ${long.map((one) => ms(one)).join(', ') || 'none'}`,
        )
      }
    } finally {
      await desk.quit()
      await hub.stop()
      removeTempFolders()
    }
  }
  return { ratios: { key: round(median(keys)) }, rounds }
}

async function enrol(page: Page, hub: HubWorld): Promise<void> {
  await hub.importTasks(
    'Rubrics',
    [SMALL, LARGE].map((count) => ({
      kind: 'author',
      title: `Rubric of ${count}`,
      occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
      estimateMs: 3_600_000,
      brief: 'Write a rubric.',
      fields: [
        {
          kind: 'rubric',
          key: 'rubric',
          label: 'Rubric',
          lint: {
            minCriteria: 5,
            oneSentence: true,
            wholePoints: true,
            noDuplicates: true,
            oneThing: true,
            blocks: true,
          },
        },
      ],
    })),
  )
  await page.getByRole('textbox', { name: 'Hub address' }).fill(hub.address)
  await page.getByRole('textbox', { name: 'Code' }).fill(hub.code)
  await page.getByRole('button', { name: 'Connect' }).press('Enter')
}

type Figures = {
  readonly key: number
  readonly slowest: number
  readonly pause: number
  readonly scroll: number
  readonly save: number
  readonly long: readonly number[]
}

async function measure(page: Page, count: number): Promise<Figures> {
  await page.getByRole('link', { name: 'Inbox' }).first().click()
  await page.getByRole('grid', { name: 'Tasks' }).getByText(`Rubric of ${count}`, { exact: true }).click()
  await page.getByRole('button', { name: 'Take this task' }).press('Enter')
  await page.getByRole('button', { name: 'Bring in criteria…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Bring in criteria' })
  await dialog.getByRole('textbox').fill(lines(count))
  await dialog.getByRole('button', { name: /Put in/ }).press('Enter')
  const saved = page.getByRole('status').filter({ hasText: 'Saved on this computer' })
  await expect(saved).toBeVisible()
  // As one finds it the next day: opened anew, and everything looked through once.
  await page.reload()
  const first = page.getByRole('textbox', { name: 'Criterion 1', exact: true })
  await expect(first).toBeVisible()
  await page.waitForTimeout(2_000)
  await page.evaluate(startFrames)
  const at = page.getByRole('textbox', { name: 'Criterion 7', exact: true })
  await at.focus()
  const times: number[] = []
  for (let i = 0; i < KEYS; i++) {
    await page.evaluate(awaitKey)
    await page.keyboard.press('x')
    times.push(await page.evaluate(keyTime))
    // In every tenth pause the rubric is looked through and checked.
    if (i % 10 === 9) await page.waitForTimeout(900)
  }
  const begun = performance.now()
  await expect(saved).toBeVisible()
  const save = performance.now() - begun
  const pause = await page.evaluate(longestFrame)
  await page.evaluate(scrollBy)
  const scroll = await page.evaluate(longestFrame)
  const long = await page.evaluate(longTasks)
  return { key: median(times), slowest: Math.max(...times), pause, scroll, save, long }
}

const words =
  'fuel crew airport wind price land cattle nurse dose plan reserve alternate runway weather soil wheat clover barn milk field record standard page'.split(
    ' ',
  )

function lines(count: number): string {
  let seed = 7
  const next = (): number => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296
  const word = (): string => words[Math.floor(next() * words.length)] ?? ''
  return Array.from({ length: count }, (_, i) => {
    const said = Array.from({ length: 8 + Math.floor(next() * 12) }, word).join(' ')
    return `[${i % 9 === 8 ? '-1' : `+${1 + (i % 5)}`}] The response states that ${said} no. ${i}.`
  }).join('\n')
}

/* What follows runs in the page. */

type Watched = { frames: number[]; long: number[]; last: number; key: Promise<number> | undefined }
declare const window: { watched: Watched } & typeof globalThis

function startFrames(): void {
  window.watched = { frames: [], long: [], last: performance.now(), key: undefined }
  const frame = (now: number): void => {
    window.watched.frames.push(now - window.watched.last)
    window.watched.last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.watched.long.push(duration)
  }).observe({ type: 'longtask' })
}

function awaitKey(): void {
  window.watched.key = new Promise((resolve) => {
    document.addEventListener(
      'keydown',
      () => {
        const begun = performance.now()
        // The frame is drawn between its callback and the next message.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.addEventListener('message', () => resolve(performance.now() - begun))
          port1.start()
          port2.postMessage(undefined)
        })
      },
      { once: true, capture: true },
    )
  })
}

function keyTime(): Promise<number> {
  return window.watched.key ?? Promise.resolve(0)
}

function longestFrame(): number {
  return Math.max(0, ...window.watched.frames.splice(0))
}

function longTasks(): number[] {
  return window.watched.long
}

async function scrollBy(): Promise<void> {
  const list = document.querySelector('ol[aria-label^="Criteria of"]')?.parentElement
  if (list === null || list === undefined) return
  for (let i = 0; i < 120; i++) {
    list.scrollTop += 150
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
  list.scrollTop = list.scrollHeight / 2
  await new Promise((resolve) => requestAnimationFrame(resolve))
}
