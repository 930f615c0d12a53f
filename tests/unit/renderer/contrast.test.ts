import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../../src/renderer/tokens.css', import.meta.url), 'utf8')
const colours = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? '',
    { light: light ?? '', dark: dark ?? '' },
  ]),
)

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string, theme: 'light' | 'dark'): number {
  const [high = 0, low = 0] = [a, b].map((name) => luminance(colours.get(name)?.[theme] ?? '')).sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['ground', 'raised']
const pairs: readonly { least: number; why: string; of: readonly (readonly [string, string])[] }[] = [
  {
    least: 7,
    why: 'what is read',
    of: [...grounds.flatMap((ground) => [['ink', ground] as const, ['ink-2', ground] as const]), ['ink', 'sunk']],
  },
  {
    least: 4.5,
    why: 'what is glanced at or stands out',
    of: [
      ...grounds.flatMap((ground) => ['ink-3', 'accent', 'amber', 'red'].map((ink) => [ink, ground] as const)),
      ['ink-2', 'sunk'],
      ['ink', 'accent-soft'],
      ['ink-2', 'accent-soft'],
      ['ink', 'amber-soft'],
      ['ink-2', 'amber-soft'],
      ['ink', 'red-soft'],
      ['on-accent', 'accent'],
      ['on-accent', 'accent-strong'],
      ['red', 'red-soft'],
    ],
  },
  { least: 3, why: 'edges of controls', of: grounds.map((ground) => ['edge', ground] as const) },
  {
    least: 3,
    why: 'bars of a chart',
    of: [1, 2, 3, 4, 5].flatMap((n) => grounds.map((ground) => [`series-${n}`, ground] as const)),
  },
]

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  for (const { least, why, of } of pairs) {
    test.each(of)(`%s on %s has at least ${least}:1, for ${why}`, (a, b) => {
      expect(contrast(a, b, theme)).toBeGreaterThanOrEqual(least)
    })
  }
})
