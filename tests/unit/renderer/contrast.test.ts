import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const css = readFileSync(new URL('../../../src/renderer/tokens.css', import.meta.url), 'utf8')

const themes = ['light', 'dark', 'night', 'sunlight'] as const
type Theme = (typeof themes)[number]

/** Colours of the theme by the name of their token. */
const colours: Record<Theme, ReadonlyMap<string, string>> = {
  light: bySide(1),
  dark: bySide(2),
  night: ofBlock('night'),
  sunlight: ofBlock('sunlight'),
}

function bySide(side: 1 | 2): Map<string, string> {
  const found = css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)
  return new Map([...found].map((match) => [match[1] ?? '', match[side + 1] ?? '']))
}

function ofBlock(theme: 'night' | 'sunlight'): Map<string, string> {
  const block = new RegExp(String.raw`\[data-theme="${theme}"\] \{([^}]*)\}`).exec(css)?.[1] ?? ''
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name ?? '', hex ?? '']))
}

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

function contrast(a: string, b: string, theme: Theme): number {
  const [high = 0, low = 0] = [a, b]
    .map((name) => luminance(colours[theme].get(name) ?? 'missing'))
    .sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const grounds = ['ground', 'raised']
/** `least` by day and in the dark; `sunlight` and `night` where it is another one there. */
type Pairs = {
  readonly least: number
  readonly sunlight?: number
  readonly night?: number
  readonly why: string
  readonly of: readonly (readonly [string, string])[]
}
const pairs: readonly Pairs[] = [
  {
    least: 7,
    // WCAG AA: more contrast would need more light, which the dark-adapted eye must be spared.
    night: 4.5,
    why: 'what is read',
    of: [...grounds.flatMap((ground) => [['ink', ground] as const, ['ink-2', ground] as const]), ['ink', 'sunk']],
  },
  {
    least: 4.5,
    // WCAG AAA
    sunlight: 7,
    why: 'what is glanced at or stands out',
    of: [
      ...grounds.flatMap((ground) => ['ink-3', 'accent', 'amber', 'red'].map((ink) => [ink, ground] as const)),
      ['ink-2', 'sunk'],
      ['ink', 'pressed'],
      ['ink-2', 'pressed'],
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
  { least: 3, sunlight: 7, why: 'edges of controls', of: grounds.map((ground) => ['edge', ground] as const) },
  { least: 1, sunlight: 4.5, why: 'lines between things', of: grounds.map((ground) => ['rule', ground] as const) },
  {
    least: 3,
    sunlight: 7,
    why: 'bars of a chart',
    of: [1, 2, 3, 4, 5].flatMap((n) => grounds.map((ground) => [`series-${n}`, ground] as const)),
  },
]

describe.each(themes)('in the %s theme', (theme) => {
  for (const { why, of, ...rest } of pairs) {
    const least = (theme === 'sunlight' || theme === 'night' ? rest[theme] : undefined) ?? rest.least
    test.each(of)(`%s on %s has at least ${least}:1, for ${why}`, (a, b) => {
      expect(contrast(a, b, theme)).toBeGreaterThanOrEqual(least)
    })
  }

  test('every colour of the other themes is there', () => {
    expect([...colours[theme].keys()].sort()).toEqual([...colours.light.keys()].sort())
  })
})

describe('what was read, in the strip of a day', () => {
  const strip = readFileSync(new URL('../../../src/renderer/features/time/strip.module.css', import.meta.url), 'utf8')
  const mix = /"reading"\] \{\s*background: color-mix\(in oklab, var\(--accent\) (\d+)%, var\(--sunk\)\)/.exec(strip)
  const share = Number(mix?.[1]) / 100
  test.each(themes)('stands out from its rail by 3:1 in the %s theme', (theme) => {
    const of = (name: string): string => colours[theme].get(name) ?? 'missing'
    const [accent, sunk] = [toOklab(of('accent')), toOklab(of('sunk'))]
    const reading = luminanceOf(accent.map((one, n) => one * share + (sunk[n] ?? 0) * (1 - share)))
    const [high = 0, low = 0] = [reading, luminance(of('sunk'))].sort((x, y) => y - x)
    expect((high + 0.05) / (low + 0.05)).toBeGreaterThanOrEqual(3)
  })
})

const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
const times = (rows: readonly (readonly number[])[], by: readonly number[]): number[] =>
  rows.map((row) => row.reduce((sum, one, n) => sum + one * (by[n] ?? 0), 0))

/** By Björn Ottosson's definition, as CSS Color 4 has it. */
function toOklab(hex: string): number[] {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear(hex),
  )
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt),
  )
}

function luminanceOf(oklab: readonly number[]): number {
  const cones = times(
    [
      [1, 0.3963377774, 0.2158037573],
      [1, -0.1055613458, -0.0638541728],
      [1, -0.0894841775, -1.291485548],
    ],
    oklab,
  ).map((one) => one ** 3)
  const rgb = times(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    cones,
  )
  return times([[0.2126, 0.7152, 0.0722]], rgb.map(inRange))[0] ?? 0
}

type Rgb = readonly [number, number, number]

/** What the filter of the night makes of a colour, each step by the Filter Effects standard, channels from 0 to 1. */
function atNight(colour: Rgb): Rgb {
  const filter = /--picture: (.*\));/.exec(css)?.[1] ?? ''
  const steps = [...filter.matchAll(/([a-z-]+)\(([\d.]+)\)/g)]
  expect(steps.map(([step]) => step).join(' '), 'the filter, read whole').toBe(filter)
  return steps.reduce((now, [, name = '', amount]) => filtered(now, name, Number(amount)), colour)
}

function filtered([r, g, b]: Rgb, name: string, amount: number): Rgb {
  const grey = 0.2126 * r + 0.7152 * g + 0.0722 * b
  const steps: Record<string, () => Rgb> = {
    grayscale: () => [grey, grey, grey],
    brightness: () => [r * amount, g * amount, b * amount],
    sepia: () => [
      0.393 * r + 0.769 * g + 0.189 * b,
      0.349 * r + 0.686 * g + 0.168 * b,
      0.272 * r + 0.534 * g + 0.131 * b,
    ],
    saturate: () => [grey + (r - grey) * amount, grey + (g - grey) * amount, grey + (b - grey) * amount],
  }
  const [x, y, z] = steps[name]?.() ?? [Number.NaN, Number.NaN, Number.NaN]
  return [inRange(x), inRange(y), inRange(z)]
}

const inRange = (value: number): number => Math.min(1, Math.max(0, value))
const hexOf = (colour: Rgb): string =>
  `#${colour
    .map((value) =>
      Math.round(value * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

describe('a picture at night', () => {
  const colours: Record<string, Rgb> = {
    white: [1, 1, 1],
    grey: [0.5, 0.5, 0.5],
    blue: [0, 0, 1],
    sky: [0.6, 0.8, 1],
    green: [0, 1, 0],
    'found on paper': [0.84, 0.74, 0.6],
  }
  test.each(Object.entries(colours))('%s gives no blue light and stays dim', (_name, colour) => {
    const hex = hexOf(atNight(colour))
    expect(hex.slice(5)).toBe('00')
    expect(luminance(hex)).toBeLessThan(0.3)
  })

  test.each(['white', 'found on paper'])('black letters on %s can be read', (name) => {
    const paper = luminance(hexOf(atNight(colours[name] ?? [0, 0, 0])))
    expect((paper + 0.05) / (luminance(hexOf(atNight([0, 0, 0]))) + 0.05)).toBeGreaterThanOrEqual(4.5)
  })
})

describe('at night', () => {
  test.each([...colours.night])('%s gives no blue light and stays dim', (_name, hex) => {
    expect(hex.slice(5)).toBe('00')
    expect(luminance(hex)).toBeLessThan(0.42)
  })
})
