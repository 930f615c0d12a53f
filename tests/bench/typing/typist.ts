import { setTimeout as after } from 'node:timers/promises'
import type { CDPSession, Page } from '@playwright/test'
import { z } from 'zod'

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
  /**
   * Types words and watches how late frames can be for it.
   * @returns for each key milliseconds of the main thread's processor time: all from the key up to the frame that shows it,
   *   or one task between then and the next key, where that is longer
   */
  frames(words: number): Promise<number[]>
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
    frames: async (words) => {
      const browser = page.context().browser()
      if (browser === null) throw new Error('the browser is gone')
      await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
      for (let n = 0; n < words; n++) await typeWord(page)
      return framesIn((await browser.stopTracing()).toString())
    },
  }
}

async function typeWord(page: Page): Promise<void> {
  for (const [at, letter] of WORD.split('').entries()) {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await after(at === WORD.length - 1 ? PAUSE_MS : KEY_MS)
  }
}

/** Chromium's trace event format; times in microseconds, `tdur` of the thread's own. */
const Trace = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      ts: z.number(),
      dur: z.number().optional(),
      tdur: z.number().optional(),
      args: z.object({ data: z.object({ type: z.string().optional() }).optional() }).optional(),
    }),
  ),
})

function framesIn(trace: string): number[] {
  const { traceEvents } = Trace.parse(JSON.parse(trace))
  const keys = traceEvents.filter(({ name, args }) => name === 'EventDispatch' && args?.data?.type === 'keydown')
  const [first] = keys
  if (first === undefined) throw new Error('the trace has no keys')
  const mine = traceEvents.filter(({ pid, tid }) => pid === first.pid && tid === first.tid).sort((a, b) => a.ts - b.ts)
  const tasks = mine.filter(({ name }) => name.endsWith('RunTask'))
  const commits = mine.filter(({ name }) => name === 'Commit').map(({ ts }) => ts)
  // A key's own task begins a little before its event.
  const starts = keys.map(({ ts }) => tasks.findLast((task) => task.ts <= ts)?.ts ?? ts).sort((a, b) => a - b)
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? Infinity
    const shown = commits.find((ts) => ts > start && ts < end) ?? start
    let [untilShown, longest] = [0, 0]
    for (const { ts, tdur, dur } of tasks) {
      if (ts < start || ts >= end) continue
      if (ts <= shown) untilShown += tdur ?? dur ?? 0
      else longest = Math.max(longest, tdur ?? dur ?? 0)
    }
    return Math.max(untilShown, longest) / 1000
  })
}

async function taskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
}
