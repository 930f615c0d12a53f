import type { Toasts } from './toasts.ts'

/**
 * Puts a text on the clipboard and says so. A window may be kept from its clipboard, by a rule of the browser or because it
 * is not in front: that must be said, or somebody closes what they believe they have copied.
 */
export async function copyText(text: string, said: string, toasts: Pick<Toasts, 'say' | 'complain'>): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toasts.say(said)
  } catch {
    toasts.complain(
      'Nothing was copied: this window may not use the clipboard just now. Try again with it in front, or copy the words by key.',
    )
  }
}
