import { describe, expect, it } from 'vitest'
import { densityOf, scaleOf, zoomStep } from '../../../src/renderer/features/workspace/viewer/pdf/page-layout.ts'
import { comparable, placesOf } from '../../../src/renderer/features/workspace/viewer/pdf/pdf-search.ts'

describe('a page', () => {
  it('is as wide as the room for it, times what one asked for', () => {
    const a4 = { width: 595, height: 842 }
    expect(595 * scaleOf(a4, 800, 1)).toBeCloseTo(800)
    expect(595 * scaleOf(a4, 800, 1.5)).toBeCloseTo(1200)
  })

  it('of a mile’s height or width stays within what a window can scroll and memory can hold', () => {
    for (const page of [
      { width: 1, height: 14_400 },
      { width: 14_400, height: 1 },
      { width: 1e9, height: 1e9 },
    ]) {
      const scale = scaleOf(page, 1_100, 4)
      const shown = { width: page.width * scale, height: page.height * scale }
      const density = densityOf(shown, 3)
      expect(Math.max(shown.width, shown.height)).toBeLessThanOrEqual(12_001)
      expect(shown.width * density * shown.height * density).toBeLessThanOrEqual(16_000_001)
    }
  })

  it('grows and shrinks by steps that end', () => {
    expect([zoomStep(1, 1), zoomStep(1, -1), zoomStep(4, 1), zoomStep(0.5, -1)]).toEqual([1.25, 0.8, 4, 0.5])
  })
})

describe('what is looked for', () => {
  it('is found without regard to case and kinds of space, each place once', () => {
    const text = comparable('The Dose\u00a0is given; the dose is noted. DOSE IS all.')
    expect(placesOf(text, comparable('dose is'))).toEqual([4, 23, 38])
    expect(placesOf(text, '')).toEqual([])
    expect(placesOf('aaaa', 'aa')).toEqual([0, 2])
  })
})
