/**
 * Lines as one: a space stands where they were parted, whatever blanks and empty lines were there. Line by line, because
 * an expression that looks for blanks before a line break begins anew at each blank of a long row of them.
 */
export function inOneLine(text: string): string {
  const [first = '', ...others] = text.split('\n')
  const last = others.pop()
  if (last === undefined) return text
  const between = others.map((line) => line.trim()).filter((line) => line !== '')
  return [first.trimEnd(), ...between, last.trimStart()].join(' ')
}
