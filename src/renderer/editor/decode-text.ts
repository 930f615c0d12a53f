/**
 * Texts from outside are UTF-8, UTF-16 with its mark, or what Windows wrote before.
 * @param isWhole whether this is all of the text; else its end may have been cut inside a character, which is no reason to
 *   call it another encoding
 */
export function decodeText(raw: Uint8Array, isWhole = false): string {
  const [first, second] = raw
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(raw)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(raw)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: !isWhole })
  } catch {
    return new TextDecoder('windows-1252').decode(raw)
  }
}
