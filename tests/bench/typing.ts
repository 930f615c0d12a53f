import { openDesk } from '../e2e/support/shells.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'
import { type Bench, median, ms, round } from './measure.ts'
import { type BareKind, serveBarePages } from './typing/bare-pages.ts'
import { writeDrafts } from './typing/desk-drafts.ts'
import { markdownOf, type Size, sizes } from './typing/texts.ts'
import { createTypist, type Typist } from './typing/typist.ts'

/** Words a block: each is eight keys and a pause. */
const WORDS = 5
/** Slow machines are a quarter as fast. */
const SLOW = 4
/** So many keys at least, or one of a hundred is the longest of all. */
const LEAST_KEYS = 200
/** A frame of a screen that shows sixty a second. */
const FRAME_MS = 16

const sizeNames = Object.keys(sizes) as Size[]

/**
 * A key, in the real desk in a real browser, beside CodeMirror alone and a textarea alone: processor time of the window's
 * main thread from one key to the next (handlers, style, layout, paint, and whatever is done later for it), in documents
 * of 1 KB, 100 KB and 1 MB. They type in turns, word by word as people do; the order changes.
 * `codemirror.SIZE` and `textarea.1mb` = ours over theirs; `slow.…` = the same at a quarter of the speed;
 * `frame.SIZE` = the 99th percentile of how late a key of ours makes a frame (up to the one that shows it, or one task
 * afterwards), over a frame of 16 ms. What is done in pieces between two keys holds no frame up.
 */
export const typing: Bench = async ({ rounds = 7, say }) => {
  const texts = Object.fromEntries(sizeNames.map((size) => [size, markdownOf(size, say)])) as Record<Size, string>
  const folder = makeTempFolder('typing')
  const hashes = await writeDrafts(folder, texts)
  const bare = await serveBarePages()
  const desk = await openDesk('browser', { dataFolder: folder })
  const { origin } = new URL(desk.page.url())
  const browser = desk.page.context().browser()
  if (browser === null) throw new Error('the browser is gone')

  /** In a context of its own, and so in a process of its own. */
  async function openBare(kind: BareKind, size: Size): Promise<Typist> {
    const context = await browser!.newContext({ viewport: { width: 1280, height: 800 } })
    const page = await context.newPage()
    await page.goto(bare.address(kind, texts[size]))
    await page.waitForFunction(() => document.title === 'ready')
    return createTypist(kind, page)
  }

  async function openOurs(size: Size): Promise<Typist> {
    await desk.page.goto(`${origin}/${hashes[size]}`)
    await desk.page.reload()
    await desk.page.waitForFunction(() => document.activeElement?.classList.contains('cm-content') === true)
    return createTypist('desk', desk.page)
  }

  const ratios: Record<string, number> = {}
  try {
    for (const size of sizeNames) {
      const ours = await openOurs(size)
      const theirs = [await openBare('codemirror', size)]
      if (size === '1mb') theirs.push(await openBare('textarea', size))
      const typists = [ours, ...theirs]
      for (const typist of typists) await typist.typeWords(WORDS * 2)
      for (const [rate, prefix] of [
        [1, ''],
        [SLOW, 'slow.'],
      ] as const) {
        for (const typist of typists) await typist.slowDown(rate)
        const times = new Map<Typist, number[]>(typists.map((typist) => [typist, []]))
        for (let i = 0; i < rounds; i++) {
          for (let turn = 0; turn < typists.length; turn++) {
            const next = typists[(i + turn) % typists.length] ?? ours
            times.get(next)?.push(await next.typeWords(WORDS))
          }
        }
        const mine = median(times.get(ours) ?? [])
        say(`${prefix}${size}: ${typists.map((one) => `${one.name} ${ms(median(times.get(one) ?? []))}`).join(', ')}`)
        for (const one of theirs) ratios[`${prefix}${one.name}.${size}`] = round(mine / median(times.get(one) ?? []))
      }
      for (const typist of typists) await typist.slowDown(1)
      const keys: number[] = []
      for (let i = 0; i < rounds || keys.length < LEAST_KEYS; i++) keys.push(...(await ours.frames(WORDS)))
      const sorted = keys.sort((a, b) => a - b)
      const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? 0
      say(`${size}: a frame takes ${ms(median(keys))} of the main thread, 1 of 100 longer than ${ms(p99)}`)
      ratios[`frame.${size}`] = round(p99 / FRAME_MS)
      for (const one of theirs) await one.page.context().close()
    }
  } finally {
    await desk.quit()
    await bare.stop()
    removeTempFolders()
  }
  return { ratios, rounds }
}
