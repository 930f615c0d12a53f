import type { Locator } from '@playwright/test'

/** Pastes a text into a place to write, as from the clipboard. */
export async function paste(place: Locator, text: string): Promise<void> {
  await place.click()
  await place.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    clipboardData.setData('text/html', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)
}
