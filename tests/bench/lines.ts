import { existsSync, readFileSync } from 'node:fs'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { z } from 'zod'
import { sharedData } from '../support/shared-data.ts'
import { biggenTasks } from '../support/hub/make-batches.ts'
import { openBenchDesk } from './bench-desk.ts'
import { openBenchHub } from './bench-hub.ts'
import { ms, round } from './measure.ts'
import { prepareSubmissions } from './prepare-submissions.ts'
import { openShapingProxy } from './shaping-proxy.ts'

const TASKS = 200
const SUBMISSIONS = 20

const Profiles = z.array(
  z.object({
    name: z.string(),
    down_kbps: z.number().nullable(),
    up_kbps: z.number().nullable(),
    rtt_ms: z.number(),
    loss_pct: z.number(),
  }),
)
const wanted = {
  rural2g: 'atc/2G - Developing Rural',
  edge: 'atc/Edge - Average',
  '3g': 'atc/3G - Average',
  satellite: 'comcast/Starlink',
}

/**
 * 200 real tasks down and 20 real answers up over bad lines.
 * @returns `LINE.bytes`: the time of the pull over the time that the same tasks, packed in one piece, need at the line's
 *   rate; `LINE.pushBytes`: the same for the push. Lines without a rate have times only.
 */
export async function measureLines(say: (line: string) => void): Promise<Record<string, number>> {
  if (!existsSync(sharedData('network/profiles.json'))) {
    say('Left out: the bad lines, because ../shared/data is not there.')
    return {}
  }
  const profiles = Profiles.parse(JSON.parse(readFileSync(sharedData('network/profiles.json'), 'utf8')))
  const grading = biggenTasks().slice(0, TASKS)
  const answers = grading.map((task) => JSON.stringify(task.materials).slice(0, 2_000))
  const tasks = grading.map((task, i) => ({
    ...task,
    title: `${String(i).padStart(3, '0')} ${task.title}`,
    fields: [{ kind: 'markdown' as const, key: 'plan', label: 'Your answer' }],
  }))
  const packed = zstdCompressSync(tasks.map((task) => JSON.stringify(task)).join('\n'), {
    params: { [constants.ZSTD_c_compressionLevel]: 3 },
  }).length
  const hub = await openBenchHub(tasks)
  const ratios: Record<string, number> = {}
  let nth = 0
  for (const [short, name] of Object.entries(wanted)) {
    const profile = profiles.find((known) => known.name === name)
    if (profile === undefined) throw new Error(`there is no profile ${name}`)
    const line = {
      down: profile.down_kbps ?? undefined,
      up: profile.up_kbps ?? undefined,
      rtt: profile.rtt_ms,
      loss: profile.loss_pct,
    }
    const proxy = await openShapingProxy(hub.address, line)
    const desk = await openBenchDesk(hub.address, await hub.newCode(), proxy.address)
    const pulled = await desk.pullAll(TASKS)
    const { down } = proxy.bytes()
    const sent = await prepareSubmissions(desk, {
      count: SUBMISSIONS,
      skip: nth * SUBMISSIONS,
      text: (i) => answers[i] ?? '',
    })
    const before = proxy.bytes().up
    const pushed = await desk.pushAll()
    const up = proxy.bytes().up - before
    await desk.stop()
    proxy.stop()
    say(
      `${name}: ${TASKS} tasks down in ${ms(pulled)} (${kb(down)}; packed in one piece ${kb(packed)}), ${SUBMISSIONS} submissions up in ${ms(pushed)} (${kb(up)})`,
    )
    if (line.down !== undefined) ratios[`${short}.bytes`] = round(pulled / ((packed * 8) / line.down))
    if (line.up !== undefined)
      ratios[`${short}.pushBytes`] = round(pushed / ((gzipSync(sent.join('\n')).length * 8) / line.up))
    nth += 1
  }
  await hub.stop()
  return ratios
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`
}
