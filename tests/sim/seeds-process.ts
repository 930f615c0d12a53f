import { z } from 'zod'
import { runSeed } from './run-seed.ts'
import { openSimHub, type SimHub } from './sim-hub.ts'
import { installFaults } from './faults.ts'

/** Lives seeds, every `step`th from `first` on, and tells its parent of each. One of several (main.ts). */

/** A database gets slower with what is in it, and seeds do not need each other. */
const SEEDS_PER_HUB = 500

const Orders = z.object({ first: z.int(), end: z.int(), step: z.int().min(1) })

const orders = Orders.parse(JSON.parse(process.argv[2] ?? '{}'))
const endWithParent = (): never => process.exit(1)
process.on('disconnect', endWithParent)
const faults = installFaults()
let hub: SimHub | undefined
let lived = 0
for (let seed = orders.first; seed < orders.end; seed += orders.step) {
  if (lived % SEEDS_PER_HUB === 0) {
    await hub?.close()
    hub = undefined
  }
  hub ??= await openSimHub(faults.files)
  const result = await runSeed(hub, faults, seed)
  process.send?.(result)
  lived += 1
}
await hub?.close()
faults.uninstall()
process.off('disconnect', endWithParent)
// The connections to the Postgres of all seeds would keep it alive.
process.once('disconnect', () => process.exit(0))
process.disconnect()
