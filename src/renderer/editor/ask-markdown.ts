/** HTML that takes longer than this is taken as the words it has. */
const PATIENCE_MS = 10_000
/** What is longer is taken as the words it has at once: it would take more time and memory than it is worth. */
export const LONGEST_HTML = 2_000_000

/**
 * HTML of a clipboard or a page as Markdown. It is turned over in a worker of its own: ordinary pages take a second for
 * each few hundred kilobytes, and some elements in each other take longer than anyone waits.
 * @param signal ends it early
 * @returns undefined where it cannot be done, or not in time
 */
export function askMarkdown(html: string, signal?: AbortSignal): Promise<string | undefined> {
  if (html.length > LONGEST_HTML) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./markdown-worker.ts', import.meta.url), { type: 'module' })
    const end = (text: string | undefined): void => {
      clearTimeout(timer)
      worker.terminate()
      resolve(text)
    }
    const timer = setTimeout(() => end(undefined), PATIENCE_MS)
    worker.addEventListener('message', ({ data }: MessageEvent<string>) => end(data))
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      end(undefined)
    })
    signal?.addEventListener('abort', () => end(undefined), { once: true })
    worker.postMessage(html)
  })
}
