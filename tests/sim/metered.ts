import { attempt, type ExpertAction } from './actions.ts'
import type { SimDesk } from './sim-desk.ts'
import { isOfFile, type Packet } from './sim-wire.ts'
import { hasMetered } from './traits.ts'
import type { World } from './world.ts'

/** Links that the expert calls metered, where a seed has them: what is large waits for a word. */

/** Above the small files, among them, and all but the empty ones. */
const LIMITS = [1_000_000, 20_000, 0]

const meter: ExpertAction = async (world, _, desk) => {
  const settings = world.random.chance(0.3)
    ? { metered: false }
    : { metered: true, holdAbove: world.random.pick(LIMITS) }
  await attempt(world, desk, 'saveSettings', () => desk.client().carry.saveSettings(settings))
  return true
}

const letGo: ExpertAction = async (world, _, desk) => {
  await attempt(world, desk, 'letGo', () => desk.client().carry.letGo({}))
  return true
}

export const meteredActions = { meter, letGo } as const satisfies Record<string, ExpertAction>
export const meteredWeights: Readonly<Record<keyof typeof meteredActions, number>> = { meter: 14, letGo: 5 }

/** The link costs nothing any more, before everything comes to rest. */
export async function endMetering({ desks, seed }: World): Promise<void> {
  if (!hasMetered(seed)) return
  for (const desk of desks) await desk.client().carry.saveSettings({ metered: false })
}

/** F7: nothing that the expert holds back is under way. */
export function checkHeld(world: World, desk: SimDesk): string[] {
  return world.wire
    .packets()
    .filter((packet) => packet.from === desk.name && packet.isAlive() && isOfFile(packet))
    .flatMap((packet) => {
      const sha256 = fileOf(desk, packet)
      return sha256 !== undefined && isHeld(desk, sha256)
        ? [`[F7] desk ${desk.name}: ${packet.method} of ${sha256}, which is held back`]
        : []
    })
}

const HELD = `SELECT f.size FROM files f, meta m WHERE m.key = 'carry-settings' AND f.sha256 = ? AND f.let_go = 0
  AND m.value ->> 'metered' = 1 AND f.size > m.value ->> 'holdAbove'`

function isHeld(desk: SimDesk, sha256: string): boolean {
  return desk.look((db) => db.prepare(HELD).get(sha256) !== undefined)
}

/** What a request is about: named in its path, or the one that this upload is of. */
function fileOf(desk: SimDesk, { url }: Packet): string | undefined {
  const [, , kind, id] = url.pathname.split('/')
  if (kind === 'files') return id
  return desk.look((db) =>
    db.prepare<[string], { sha256: string }>("SELECT sha256 FROM uploads WHERE url LIKE '%' || ?").get(`/${id ?? ''}`),
  )?.sha256
}
