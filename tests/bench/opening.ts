import type { Page } from '@playwright/test'
import { openDesk } from '../e2e/support/shells.ts'
import { type BarePages, serveBarePages } from './typing/bare-pages.ts'

export type Openings = { readonly ours: readonly number[]; readonly bare: readonly number[] }

declare global {
  interface Window {
    /** On the bare page: shows its text in a new editor. */
    showText?: () => void
  }
}

/**
 * Opens a document in the real desk in a real browser, from the inbox until its text is painted, beside CodeMirror alone
 * showing the same text. Code is warm on both sides, as in a desk that has been open for a while; the document itself was
 * not opened in this window before.
 * @param folder the data folder of a desk that is not open
 * @param text of the document
 * @param others tasks to open before it
 * @returns milliseconds of each round
 */
export async function measureOpening(
  folder: string,
  { taskId, text, others }: { readonly taskId: string; readonly text: string; readonly others: readonly string[] },
  rounds: number,
): Promise<Openings> {
  const bare = await serveBarePages()
  const desk = await openDesk('browser', { dataFolder: folder })
  try {
    const theirs = await openBare(desk.page, bare, text)
    const times = { ours: [] as number[], bare: [] as number[] }
    for (let i = 0; i < rounds; i++) {
      await desk.page.bringToFront()
      await desk.page.goto(`${new URL(desk.page.url()).origin}/#/inbox`)
      await desk.page.reload()
      await desk.page.getByRole('grid', { name: 'Tasks' }).waitFor()
      for (const other of others) {
        await openInDesk(desk.page, other)
        await desk.page.goto(`${new URL(desk.page.url()).origin}/#/inbox`)
        await desk.page.getByRole('grid', { name: 'Tasks' }).waitFor()
      }
      times.ours.push(await openInDesk(desk.page, taskId))
      await theirs.bringToFront()
      times.bare.push(await showBare(theirs))
    }
    return times
  } finally {
    await desk.quit()
    await bare.stop()
  }
}

/** In a context of its own, and so in a process of its own. */
async function openBare(ours: Page, bare: BarePages, text: string): Promise<Page> {
  const context = await ours
    .context()
    .browser()
    ?.newContext({ viewport: { width: 1280, height: 800 } })
  if (context === undefined) throw new Error('the browser is gone')
  const page = await context.newPage()
  await page.goto(bare.address('codemirror', text))
  await page.waitForFunction(() => document.title === 'ready')
  for (let i = 0; i < 4; i++) await showBare(page)
  return page
}

/** @returns milliseconds until the text is painted */
async function openInDesk(page: Page, taskId: string): Promise<number> {
  return page.evaluate(
    (hash) =>
      new Promise<number>((resolve) => {
        const began = performance.now()
        location.hash = hash
        const look = (): void => {
          const isThere = (document.querySelector('.cm-content .cm-line')?.textContent ?? '') !== ''
          // The frame that shows it ends before the next task.
          if (isThere) setTimeout(() => resolve(performance.now() - began))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }),
    `#/task/${taskId}`,
  )
}

async function showBare(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const began = performance.now()
        if (window.showText === undefined) throw new Error('the bare page has no text to show')
        window.showText()
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
      }),
  )
}
