import { accept, damage } from './damage.ts'
import { checkAttached, checkFilesHere } from './file-invariants.ts'
import { checkOutbox } from './invariants.ts'
import { checkTexts, type Model } from './model.ts'
import { wasRestored } from './restore.ts'
import type { SimDesk } from './sim-desk.ts'
import { hasDamage, losesPower } from './traits.ts'
import type { World } from './world.ts'

/** The desks and the hub as processes: they die, or are quit, and come back, perhaps on what a disk has left of them. */
export type Processes = {
  /** Whoever has died comes back: the hub at once, a desk at once or after a while. @param all nobody stays away */
  raise(all: boolean): Promise<void>
  /** The expert closes a desk. */
  quit(desk: SimDesk): Promise<void>
  /** Whether its store was damaged and not opened since. */
  isHurt(desk: SimDesk): boolean
  crashes(): number
}

/** @param story is told what happens */
export function createProcesses(world: World, model: Model, story: string[]): Processes {
  const { random, desks, hub, seed } = world
  let crashes = 0
  /** Desks whose store was damaged and not opened since, and when that was. */
  const damaged = new Map<SimDesk, number>()

  /** Whoever has died comes back: the hub at once, a desk at once or after a while. */
  async function raise(all: boolean): Promise<void> {
    if (hub.faults.hasDied()) {
      crashes += 1
      story.push('the hub died and is started again')
      hub.restart()
    }
    for (const desk of desks) {
      if (desk.hasDied()) {
        crashes += 1
        desk.kill()
        if (losesPower(seed)) world.steps.cutPower(desk.folder)
        story.push(`desk ${desk.name} ${losesPower(seed) ? 'lost its power' : 'died'}`)
        if (hasDamage(seed) && random.chance(0.6)) await hurt(desk)
      }
      if (desk.isUp() || (!all && random.chance(0.5))) continue
      if (!all && random.chance(0.2)) world.faults.plan(desk.folder, 'dies-after', 1 + random.below(12))
      await reopen(desk)
    }
  }

  async function hurt(desk: SimDesk): Promise<void> {
    const what = damage(world, desk)
    if (what === undefined) return
    // No desk comes back within a millisecond, and only the clock tells its new work from what its store has lost (S6).
    await world.time.advance(1)
    story.push(`desk ${desk.name}: ${what}`)
    damaged.set(desk, damaged.get(desk) ?? world.time.now())
  }

  /** What damage may take is taken from what is expected, and whoever was signed out by it signs in again. */
  async function takeStock(desk: SimDesk): Promise<void> {
    const since = damaged.get(desk)
    if (since === undefined) return
    damaged.delete(desk)
    world.problems.push(...(await accept(model, desk, since)))
    // What a rescue holds back is what they still want.
    for (const taskId of heldBack(desk)) await desk.client().sync.retry({ taskId })
    if (!isSignedIn(desk)) {
      story.push(`desk ${desk.name} is signed in again`)
      hub.faults.spare()
      if (hub.faults.hasDied()) hub.restart()
      await world.enrol(desk)
    }
  }

  async function reopen(desk: SimDesk): Promise<void> {
    for (;;) {
      try {
        // What the dead process had begun with its files ends before another one comes.
        if (world.files !== undefined) await world.settle()
        await desk.open()
        await world.settle()
        break
      } catch (error) {
        if (desk.hasDied()) {
          crashes += 1
          desk.kill()
          if (losesPower(seed)) world.steps.cutPower(desk.folder)
        } else if (!String(error).includes('no room on the disk')) {
          throw error
        }
      }
    }
    if (desk.hasDied()) return
    story.push(`desk ${desk.name} is opened again`)
    world.faults.clear(desk.folder)
    await takeStock(desk)
    const problems = await checkTexts(model, desk)
    world.problems.push(...problems, ...checkOutbox(desk, wasRestored(world)))
    if (world.files !== undefined) {
      world.problems.push(...(await checkAttached(world, model, desk)), ...checkFilesHere(world, desk))
    }
  }

  async function quit(desk: SimDesk): Promise<void> {
    if (!desk.isUp()) return
    if (await desk.quit(() => world.settle())) {
      story.push(`desk ${desk.name} is closed`)
      if (hasDamage(seed) && random.chance(0.5)) await hurt(desk)
    }
  }

  return { raise, quit, isHurt: (desk) => damaged.has(desk), crashes: () => crashes }
}

function heldBack(desk: SimDesk): string[] {
  return desk.look((db) =>
    db
      .prepare<[], string>(
        `SELECT DISTINCT t.id FROM outbox o JOIN tasks t ON t.no = o.task_no WHERE o.state = 'quarantined' AND o.code = 'from-backup'`,
      )
      .pluck()
      .all(),
  )
}

function isSignedIn(desk: SimDesk): boolean {
  return desk.look((db) => db.prepare('SELECT 1 FROM hubs WHERE signed_in = 1').get() !== undefined)
}
