/** Devices of Windows, also with an ending or several (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|con(in|out)\$)\s*(\.|$)/i

/**
 * A name under which a file from outside may be kept or offered for saving on any system: its last path part, without
 * control characters, bidirectional overrides and what Windows forbids, at most 200 UTF-8 bytes, its ending kept.
 * @param name any text, such as `../../x` or `C:\con.txt`
 * @returns a plain file name, `file` where nothing usable is left
 */
export function safeFileName(name: string): string {
  const lastPart = name.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = lastPart
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .replace(reserved, '_$&')
  if (clean === '') return 'file'
  const dot = clean.lastIndexOf('.')
  const ending = dot > 0 && clean.length - dot <= 16 ? clean.slice(dot) : ''
  const stem = shorten(clean.slice(0, clean.length - ending.length), 200 - utf8Length(ending))
  // Cut between two words it would end in a blank, which Windows does not take.
  return ending === '' ? stem.replace(/[\s.]+$/, '') : stem + ending
}

function shorten(text: string, maxBytes: number): string {
  let bytes = 0
  let out = ''
  for (const char of text) {
    bytes += utf8Length(char)
    if (bytes > maxBytes) break
    out += char
  }
  return out
}

/** Length of a text in UTF-8 bytes. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
