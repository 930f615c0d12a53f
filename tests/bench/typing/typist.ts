import { setTimeout as after } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'

/** A quick hand: ten keys a second, and a look up after each word. */
const KEY_MS = 100
const PAUSE_MS = 450
const WORD = 'meadows '

export type Typist = {
  readonly name: string
  readonly page: Page
  /** How many times slower than it is the processor acts. */
  slowDown(rate: number): Promise<void>
  /** Types words. @returns milliseconds of processor time that the window's main thread took for each key, all in all */
  typeWords(words: number): Promise<number>
  /** The same, key by key. @returns milliseconds of the main thread's processor time from each key to the next */
  watchKeys(words: number): Promise<number[]>
}

/** Types into the page's editor, which has the focus, and reads what the main thread did for it. */
export async function createTypist(name: string, page: Page): Promise<Typist> {
  const cdp = await page.context().newCDPSession(page)
  return {
    name,
    page,
    slowDown: async (rate) => void (await cdp.send('Emulation.setCPUThrottlingRate', { rate })),
    typeWords: async (words) => {
      // Of this thread alone, so that what else runs on the machine does not count.
      await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
      const before = await taskMs(cdp)
      for (let n = 0; n < words; n++) await typeWord(page)
      const took = (await taskMs(cdp)) - before
      await cdp.send('Performance.disable')
      return took / (words * WORD.length)
    },
    watchKeys: async (words) => {
      await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
      const times: number[] = []
      let before = await taskMs(cdp)
      for (let n = 0; n < words; n++) {
        await typeWord(page, async () => {
          const now = await taskMs(cdp)
          times.push(now - before)
          before = now
        })
      }
      await cdp.send('Performance.disable')
      return times
    },
  }
}

async function typeWord(page: Page, afterKey?: () => Promise<void>): Promise<void> {
  for (const [at, letter] of WORD.split('').entries()) {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await after(at === WORD.length - 1 ? PAUSE_MS : KEY_MS)
    await afterKey?.()
  }
}

async function taskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}
