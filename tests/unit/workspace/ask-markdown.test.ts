import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askMarkdown } from '../../../src/renderer/editor/ask-markdown.ts'
import { htmlToMarkdown } from '../../../src/renderer/editor/html-to-markdown.ts'

/** A worker that answers when it is told to. */
class SlowWorker extends EventTarget {
  static last: SlowWorker
  isEnded = false
  asked = ''

  constructor() {
    super()
    SlowWorker.last = this
  }

  postMessage(html: string): void {
    this.asked = html
  }

  answer(): void {
    this.dispatchEvent(new MessageEvent('message', { data: htmlToMarkdown(this.asked) }))
  }

  terminate(): void {
    this.isEnded = true
  }
}

describe('HTML is turned over where it cannot hold up the window', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('Worker', SlowWorker)
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('and the worker ends with its answer', async () => {
    const asked = askMarkdown('<p>Clover <b>first</b></p>')
    SlowWorker.last.answer()
    expect(await asked).toBe('Clover **first**')
    expect(SlowWorker.last.isEnded).toBe(true)
  })

  it('and is given up, where it hangs or breaks or nobody wants it any more', async () => {
    const hung = askMarkdown('<b>a'.repeat(1_000))
    await vi.advanceTimersByTimeAsync(9_000)
    expect(SlowWorker.last.isEnded).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await hung).toBeUndefined()
    expect(SlowWorker.last.isEnded).toBe(true)

    const broken = askMarkdown('<p>a</p>')
    SlowWorker.last.dispatchEvent(new Event('error', { cancelable: true }))
    expect(await broken).toBeUndefined()

    const leaving = new AbortController()
    const left = askMarkdown('<p>a</p>', leaving.signal)
    leaving.abort()
    expect(await left).toBeUndefined()
    expect(SlowWorker.last.isEnded).toBe(true)
  })
})
