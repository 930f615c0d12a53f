import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  APPEAL_FORMAT,
  type AppealManifest,
  appealLedgerName,
  appealManifestName,
  type AppealPack,
  appealPackName,
  appealPageName,
  appealPaperName,
  type AppealTask,
  appealWorkName,
  type LedgerLine,
} from '../../../shared/contract/appeal-file.ts'
import type { LedgerEntry } from '../../../shared/domain/ledger.ts'
import { workMs } from '../../../shared/rules/segments.ts'
import { writeZip } from '../../../sealed/plain-zip.ts'
import { writeEntry } from '../../../sealed/staging.ts'
import type { SealedSource } from '../../../sealed/write-sealed.ts'
import { renderPdf } from '../pdf/render-pdf.ts'
import { correctedMs, createChain, deriveTime, entryToLine, isOpen } from './ledger-lines.ts'
import { packToPage } from './pack-page.ts'
import { packToPaper } from './pack-paper.ts'

/** What a pack says of a task besides its time. */
export type AppealedTask = Omit<AppealTask, 'clockMs' | 'workMs' | 'segments' | 'corrections'>

export type AppealInput = {
  readonly tasks: readonly AppealedTask[]
  /** What was handed in, byte for byte, by the submission's id. */
  readonly works: ReadonlyMap<string, string>
  readonly hubs: AppealPack['hubs']
  readonly worker: AppealPack['worker']
  readonly zone: string
  readonly madeAt: number
  /** The ledger in pages, oldest first; so that it is never in memory as a whole. */
  readonly pages: () => Iterable<readonly LedgerEntry[]>
}

/**
 * Writes an appeal pack: the whole chain of the ledger with the chosen tasks' entries open, what follows from them,
 * receipts with the keys of their hubs, reviews, and what was handed in.
 * @param staging a folder of its own for what is made meanwhile
 * @returns the size of the file, and of the ledger in it how many entries there are and how many are open
 * @throws where the disk is full or may not be written
 */
export async function makeAppealPack(
  input: AppealInput,
  path: string,
  { staging, fontFolder }: { readonly staging: string; readonly fontFolder: string },
): Promise<{ size: number; entries: number; open: number }> {
  const chosen = new Set(input.tasks.map(({ id }) => id))
  const open: LedgerLine[] = []
  const chain = createChain()
  let brokenAt: number | undefined
  function* lines(): Generator<string> {
    for (const page of input.pages()) {
      let text = ''
      for (const entry of page) {
        const line = entryToLine(entry, chosen)
        if (isOpen(line)) open.push(line)
        brokenAt ??= chain.add(line)?.seq
        text += `${JSON.stringify(line)}\n`
      }
      yield text
    }
  }
  const ledger = await writeEntry(staging, appealLedgerName, lines())
  const derived = deriveTime(open)
  const { segments, corrections } = derived.ok ? derived.value : { segments: [], corrections: [] }
  const pack: AppealPack = {
    format: APPEAL_FORMAT,
    version: 1,
    madeAt: input.madeAt,
    zone: input.zone,
    worker: input.worker,
    ledger: {
      entries: chain.entries,
      open: open.length,
      ...(chain.head === undefined ? {} : { head: chain.head }),
      ...(brokenAt === undefined ? {} : { brokenAt }),
    },
    hubs: input.hubs,
    tasks: input.tasks.map((task) => {
      const own = segments.filter(({ taskId }) => taskId === task.id)
      const changed = corrections.filter(({ taskId }) => taskId === task.id)
      const clockMs = workMs(own)
      const { submissions, ...facts } = task
      return {
        ...facts,
        clockMs,
        workMs: correctedMs(own, changed),
        segments: own,
        corrections: changed,
        submissions,
      }
    }),
  }
  const members = [
    toMember(appealPageName, packToPage(pack)),
    toMember(appealPaperName, await renderPdf(packToPaper(pack), fontFolder)),
    toMember(appealPackName, `${JSON.stringify(pack, null, 1)}\n`),
    ledger,
    ...[...input.works].map(([id, work]) => toMember(appealWorkName(id), work)),
  ]
  const manifest: AppealManifest = {
    format: APPEAL_FORMAT,
    version: 1,
    madeAt: input.madeAt,
    members: members.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  }
  const list = toMember(appealManifestName, `${JSON.stringify(manifest, null, 1)}\n`)
  const size = await writeZip(path, input.madeAt, [...members, list])
  return { size, entries: chain.entries, open: open.length }
}

function toMember(name: string, content: string | Uint8Array): SealedSource {
  const bytes = Buffer.from(content)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { name, size: bytes.length, sha256, read: () => Readable.from([bytes]) }
}
