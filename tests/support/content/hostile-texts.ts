import { existsSync } from 'node:fs'
import { z } from 'zod'
import { sharedData } from '../shared-data.ts'
import { readShared } from './read-shared.ts'

/** Why there are no hostile texts here, or undefined. */
export const hostileMissing: string | undefined = existsSync(sharedData('hostile'))
  ? undefined
  : 'the shared data (../shared/data) is not here'

export const SanitizerCase = z.object({
  title: z.string().optional(),
  payload: z.string(),
  /** What a sanitizer makes of it that keeps harmless HTML; several where browsers differ. */
  expected: z.union([z.string(), z.array(z.string())]),
})
export type SanitizerCase = z.infer<typeof SanitizerCase>

/** 223 cases of DOMPurify's own tests. */
export function sanitizerCases(): SanitizerCase[] {
  return z.array(SanitizerCase).parse(JSON.parse(readShared('hostile/xss-sanitizer-cases.json.gz')))
}

/** 515 strings that upset programs. */
export function naughtyStrings(): string[] {
  return z.array(z.string()).parse(JSON.parse(readShared('hostile/blns.json')))
}

/** What would say so, if it ran or reached out: a script sets `__pwned`, a request goes to this host. */
export const EVIL = 'https://evil.invalid'
export const canaries: readonly string[] = [
  '<script>window.__pwned = 1</script>',
  '<img src=x onerror="window.__pwned = 1">',
  `<img src="${EVIL}/raw.png">`,
  '<svg onload="window.__pwned = 1"></svg>',
  `<iframe src="${EVIL}/frame"></iframe>`,
  `<link rel="stylesheet" href="${EVIL}/look.css">`,
  `<style>@import url(${EVIL}/look.css); * { background: url(${EVIL}/star.png) }</style>`,
  `<meta http-equiv="refresh" content="0;url=${EVIL}">`,
  `<base href="${EVIL}/">`,
  '[press me](javascript:window.__pwned=1)',
  '[press me](JaVaScRiPt:window.__pwned=1 "title")',
  '[press me](&#106;avascript:window.__pwned=1)',
  '[press me](data:text/html,<script>parent.__pwned=1</script>)',
  '[press me](vbscript:window.__pwned=1)',
  '<javascript:window.__pwned=1>',
  `![picture](${EVIL}/picture.png)`,
  `![picture][away]\n\n[away]: ${EVIL}/by-reference.png`,
  '![x" onerror="window.__pwned=1](x)',
  `[x]: ${EVIL}/definition "onmouseover=window.__pwned=1"`,
  `${EVIL}/"onmouseover="window.__pwned=1`,
  `$\\href{javascript:window.__pwned=1}{x}$ and $$\\includegraphics{${EVIL}/formula.png}$$`,
  `$\\htmlStyle{background: url(${EVIL}/style.png)}{x}$ $\\url{javascript:window.__pwned=1}$`,
  '`<img src=x onerror=window.__pwned=1>`',
  '```html" onclick="window.__pwned=1\n<script>window.__pwned = 1</script>\n```',
  '[^1]\n\n[^1]: <img src=x onerror=window.__pwned=1>',
  '| <b onclick=window.__pwned=1> | [x](javascript:window.__pwned=1) |\n| --- | --- |\n| <svg/onload=window.__pwned=1> | y |',
]

/** All of them, each a paragraph of its own. */
export function everythingHostile(): string[] {
  return [...canaries, ...sanitizerCases().map(({ payload }) => payload), ...naughtyStrings()]
}

/** Those that may stand where a person reads one line of at most so many characters. */
export function hostileLines(most: number): string[] {
  return everythingHostile().filter((text) => text !== '' && text.length <= most && !/\p{Cc}/u.test(text))
}
