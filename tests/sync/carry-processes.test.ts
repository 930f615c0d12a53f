import { expect, it } from 'vitest'
import { carry } from '../support/processes/carry.ts'

it('files survive kills of desk and hub and cuts of the line in both directions, in real processes [F2] [F4]', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  console.log(`seed ${seed}`)
  const sizes = { downBytes: 6_000_000, upBytes: 4_000_000 }
  const { down, up } = await carry({ ...sizes, kills: 2, seed, bytesPerMs: 4_000, say: () => undefined })
  // With files this small, what is on its way at a break weighs more; the whole size is for `npm run carry`.
  for (const way of [down, up]) expect(way.again, `${way.onWire} of ${way.bytes}, seed ${seed}`).toBeLessThan(0.6)
}, 300_000)
