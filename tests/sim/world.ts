import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFakeTime, type FakeTime } from '../support/core/fake-time.ts'
import { nurse } from '../support/hub/fixtures.ts'
import type { FileSteps } from '../support/file-steps.ts'
import { quickFolder } from '../support/quick-folder.ts'
import { createRandom, type Random, seededBytes } from './random.ts'
import { createSimDesk, type SimDesk } from './sim-desk.ts'
import { makeFiles, type SimFiles, simTask } from './sim-files.ts'
import type { SimHub } from './sim-hub.ts'
import { createSimWire, type OnResults, type SimWire } from './sim-wire.ts'
import type { Faults } from './faults.ts'
import { type HubBackups, makeHubBackups } from './restore.ts'
import { makeStick, type Stick } from './stick.ts'
import { hasFiles, hasRestore, hasStick } from './traits.ts'
import type { StatementFaults } from './statement-faults.ts'

const HUB_ADDRESS = 'http://127.0.0.1:8117/'
const DAY = 86_400_000
/** Each seed has weeks of its own on the clock, later than all before it: a hub's time does not go back. */
const WEEKS = 30 * DAY
let seeds = 0

/** One expert with two desks, one programme with a few tasks, one hub, one clock. */
export type World = {
  readonly seed: number
  readonly random: Random
  readonly time: FakeTime
  readonly hub: SimHub
  readonly wire: SimWire
  readonly faults: StatementFaults
  readonly steps: FileSteps
  /** Undefined where nothing of this seed has files. */
  readonly files: SimFiles | undefined
  /** Undefined where nothing goes by hand. */
  readonly stick: Stick | undefined
  /** Undefined where the hub keeps what it has. */
  readonly backups: HubBackups | undefined
  readonly expertId: string
  readonly programmeId: string
  readonly desks: readonly SimDesk[]
  /** What went wrong, in words; the seed has failed when there is any. */
  readonly problems: string[]
  /** What the hub has just answered to operations, by wire or by hand: by then it must be true. */
  readonly onResults: OnResults
  /** Lets everything run that has been started. */
  settle(): Promise<void>
  /** Signs a desk in, over a line that works. @param code of the operator; a new one where there is none */
  enrol(desk: SimDesk, code?: string): Promise<void>
  close(): void
}

export async function openWorld(
  hub: SimHub,
  { statements: faults, files: steps }: Faults,
  seed: number,
  onResults: OnResults,
): Promise<World> {
  const random = createRandom(seed)
  const time = createFakeTime(Date.UTC(2026, 10, 23, 8) + seeds++ * WEEKS)
  hub.begin(() => time.now(), seed)
  const problems: string[] = []
  const files = hasFiles(seed) ? makeFiles(seed) : undefined
  for (const file of files?.references ?? []) await hub.putFile(file)
  const operator = hub.test.operator
  const { expertId, code } = await operator.enrolExpert({ occupations: [nurse.code] })
  const { programmeId } = await operator.importTasks(
    Array.from({ length: 2 + random.below(3) }, (_, i) => simTask(`Task ${i + 1}`, files, () => random.chance(0.6))),
    { onlyExpert: expertId },
  )
  const codes = [code, (await operator.makeCode(expertId)).code]
  const wire = createSimWire(hub, () => time.now(), random.chance(0.5), onResults)
  const root = mkdtempSync(join(quickFolder(), 'understudy-sim-'))
  const stick = hasStick(seed) ? makeStick(join(root, 'stick')) : undefined
  const desks = ['A', 'B'].map((name) =>
    createSimDesk({
      name,
      folder: join(root, name),
      time,
      faults,
      files: files === undefined ? undefined : steps,
      fillRandom: seededBytes(createRandom(seed, name.charCodeAt(0))),
      wire: (isAlive) => wire.port(name, isAlive),
      onDefect: (what) => void problems.push(what),
    }),
  )

  /** Where there are files, steps of theirs and the requests that follow are waited for as well. */
  async function settle(): Promise<void> {
    const before = steps.count() + wire.count()
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    if (files !== undefined && steps.count() + wire.count() !== before) await settle()
  }

  async function enrol(desk: SimDesk, code?: string): Promise<void> {
    const enrolled = desk
      .client()
      .setup.enrol({ address: HUB_ADDRESS, code: code ?? (await operator.makeCode(expertId)).code })
    for (let asked = 0; asked < 3; asked++) {
      await settle()
      for (const packet of wire.packets()) {
        if (packet.from !== desk.name || packet.url.pathname === '/v1/feed') continue
        await wire.deliver(packet)
        if (packet.answer !== undefined) wire.giveAnswer(packet, 'whole')
      }
    }
    await enrolled
  }

  for (const [i, desk] of desks.entries()) {
    await desk.open()
    await enrol(desk, codes[i])
    // Most lives begin with the tasks on the desk, some with everything still to come.
    if (random.chance(0.1)) continue
    await settle()
    for (const packet of wire.packets()) {
      if (packet.from !== desk.name) continue
      await wire.deliver(packet)
      if (packet.answer !== undefined) wire.giveAnswer(packet, 'whole')
    }
    await settle()
  }

  return {
    seed,
    random,
    time,
    hub,
    wire,
    faults,
    steps,
    files,
    stick,
    backups: hasRestore(seed) ? await makeHubBackups(hub, expertId, programmeId) : undefined,
    onResults,
    expertId,
    programmeId,
    desks,
    problems,
    settle,
    enrol,
    close: () => {
      for (const desk of desks) desk.close()
      rmSync(root, { recursive: true, force: true })
      if (files !== undefined) hub.clearFiles()
    },
  }
}
