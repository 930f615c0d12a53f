import { beforeEach, describe, expect, it } from 'vitest'
import { createJumps, type JumpPage, type Jumps, type Place } from '../../../src/renderer/ui/place-jump.ts'

/** A page turned by hand: what has the focus, what is over it, and one frame after the other. */
type Spot = { name: string; isConnected: boolean }
let focused: Spot | null
let over: Spot | undefined
let frames: (() => void)[]
let moves: Set<() => void>
let now: number
let jumps: Jumps
/** What the jumps did. */
let done: string[]

// Only their identity and whether they are in the page is asked of elements.
const asElement = (spot: Spot): Element => spot as unknown as Element
const spot = (name: string): Spot => ({ name, isConnected: true })

beforeEach(() => {
  ;[focused, over, frames, moves, now, done] = [spot('button'), undefined, [], new Set(), 0, []]
  const page: JumpPage = {
    focused: () => (focused === null ? null : asElement(focused)),
    over: () => (over === undefined ? undefined : asElement(over)),
    onNextFrame: (run) => {
      frames.push(run)
      return () => {
        frames = frames.filter((one) => one !== run)
      }
    },
    onMove: (run) => {
      moves.add(run)
      return () => void moves.delete(run)
    },
    now: () => now,
  }
  jumps = createJumps(page)
})

function frame(): void {
  now += 16
  for (const run of frames.splice(0)) run()
}

/** The person puts the focus somewhere. */
function move(): void {
  for (const run of moves) run()
}

function placeAt(name: string): Place {
  const place = spot(name)
  return {
    show: () => void done.push(`show ${name}`),
    focus: () => {
      done.push(`focus ${name}`)
      focused = place
    },
    hasFocus: () => focused === place,
  }
}

describe('a jump', () => {
  it('to a place that is drawn is there at once, for the very next key, and done with', () => {
    jumps.to(() => placeAt('plan'))
    expect(done).toEqual(['show plan', 'focus plan'])
    expect([frames.length, moves.size]).toEqual([0, 0])
  })

  it('waits until the place is drawn, and puts the focus there once', () => {
    let place: Place | undefined
    jumps.to(() => place)
    frame()
    expect(done).toEqual([])
    place = placeAt('plan')
    frame()
    frame()
    expect(done).toEqual(['show plan', 'focus plan'])
    expect([frames.length, moves.size]).toEqual([0, 0])
  })

  it('takes the focus back from a list that gave it back as it closed, without showing the place again', () => {
    over = spot('menu')
    const button = focused
    jumps.to(() => placeAt('plan'))
    frame()
    over.isConnected = false
    focused = button
    frame()
    expect(done).toEqual(['show plan', 'focus plan', 'focus plan'])
    for (let i = 0; i < 4; i++) frame()
    expect(frames).toHaveLength(0)
  })

  it('gives way to a newer one', () => {
    over = spot('menu')
    let place: Place | undefined
    jumps.to(() => place)
    jumps.to(() => placeAt('crop'))
    place = placeAt('plan')
    frame()
    expect(done).toEqual(['show crop', 'focus crop'])
  })

  it('gives way to the person who clicks or tabs elsewhere, also while a list closes', () => {
    let place: Place | undefined
    jumps.to(() => place)
    move()
    place = placeAt('plan')
    frame()
    expect(done).toEqual([])
    over = spot('menu')
    jumps.to(() => placeAt('crop'))
    move()
    focused = spot('elsewhere')
    frame()
    expect(done).toEqual(['show crop', 'focus crop'])
  })

  it('gives way to a focus that was put elsewhere by other means, but not to one that is gone', () => {
    let place: Place | undefined
    jumps.to(() => place)
    focused = spot('elsewhere')
    place = placeAt('plan')
    frame()
    expect(done).toEqual([])
    jumps.to(() => (frames.length === 0 && now < 100 ? undefined : placeAt('crop')))
    focused = null
    now = 100
    frame()
    expect(done).toEqual(['show crop', 'focus crop'])
  })

  it('to a place that never comes is given up', () => {
    jumps.to(() => undefined)
    now = 2_000
    frame()
    expect([frames.length, moves.size]).toEqual([0, 0])
  })
})
