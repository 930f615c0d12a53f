import { resolveObjectURL } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { showPicture } from '../../../src/renderer/features/workspace/viewer/show-picture.ts'

/** An image element that has loaded when it is told so. */
class FakeImage extends EventTarget {
  src = ''
  complete = false
  end(how: 'load' | 'error'): void {
    this.complete = true
    this.dispatchEvent(new Event(how))
  }
}

describe('a picture shown from memory', () => {
  it.each(['load', 'error'] as const)('left while it loads, keeps its address until its %s', (how) => {
    const image = new FakeImage()
    const leave = showPicture(image, new Blob(['picture']))
    leave()
    expect(resolveObjectURL(image.src)).toBeDefined()
    image.end(how)
    expect(resolveObjectURL(image.src)).toBeUndefined()
  })

  it('stays at its address while it is shown, and gives it back when it is left', () => {
    const image = new FakeImage()
    const leave = showPicture(image, new Blob(['picture']))
    image.end('load')
    expect(resolveObjectURL(image.src)).toBeDefined()
    leave()
    expect(resolveObjectURL(image.src)).toBeUndefined()
  })
})
