/** The beginning of a text as one line, cut at a word: a title for what has none. */
export function firstWords(text: string, otherwise: string, most = 90): string {
  const line =
    text
      .toWellFormed()
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
      .trim() || otherwise
  if (line.length <= most) return line
  // A cut between the halves of a surrogate pair would leave a half one.
  const cut = line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')
  const space = cut.lastIndexOf(' ')
  return `${space > most / 2 ? cut.slice(0, space) : cut}…`
}
