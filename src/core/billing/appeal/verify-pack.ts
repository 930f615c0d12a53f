import { createHash } from 'node:crypto'
import {
  AppealManifest,
  appealLedgerName,
  appealManifestName,
  AppealPack,
  appealPackName,
  type AppealSubmission,
  type AppealTask,
  appealWorkName,
  LedgerLine,
} from '../../../shared/contract/appeal-file.ts'
import { Submission } from '../../../shared/domain/work.ts'
import { err, ok, type Result } from '../../../shared/domain/result.ts'
import { canonicalJson } from '../../../shared/rules/canonical-json.ts'
import { parseJson } from '../../../shared/rules/parse-json.ts'
import { workMs } from '../../../shared/rules/segments.ts'
import { verifyReceipt } from '../../../sealed/verify-receipt.ts'
import { type ChainFlaw, correctedMs, createChain, type Derived, deriveTime, isOpen } from './ledger-lines.ts'

/** One thing that was looked at. `text` is for people; `note` is neither proof nor flaw. */
export type Finding = { readonly kind: 'holds' | 'fails' | 'note'; readonly text: string }

/**
 * Looks at everything in an appeal pack that can be checked, with nothing but what is in it: no desk, no hub, no network.
 * @param members by name, as they lie in the file
 */
export function verifyPack(members: ReadonlyMap<string, Uint8Array>): Finding[] {
  const findings: Finding[] = []
  const holds = (text: string): void => void findings.push({ kind: 'holds', text })
  const fails = (text: string): void => void findings.push({ kind: 'fails', text })
  const note = (text: string): void => void findings.push({ kind: 'note', text })

  const listed = checkMembers(members)
  for (const flaw of listed) fails(flaw)
  if (listed.length === 0) holds(`All ${members.size - 1} parts are those that its list names, to the last byte.`)

  const pack = parse(members.get(appealPackName), AppealPack)
  if (pack === undefined) {
    fails('pack.json is not there or cannot be read.')
    return findings
  }
  const lines = readLines(members.get(appealLedgerName))
  if (!lines.ok) {
    fails(lines.error)
    return findings
  }
  const chain = checkChain(lines.value, pack)
  findings.push(...chain.findings)
  const derived = deriveTime(lines.value)
  if (!derived.ok) fails(`Entry ${derived.error} of the ledger is of a kind that this program does not know.`)
  const seqOf = new Map(lines.value.map((line) => [line.hash, line.seq]))
  for (const task of pack.tasks) {
    if (derived.ok) findings.push(...checkTime(task, derived.value))
    for (const submission of task.submissions) {
      findings.push(...checkSubmission(submission, task, pack, members.get(appealWorkName(submission.id)), seqOf))
    }
    for (const { review } of task.submissions) {
      if (review !== undefined)
        note(`“${task.title}”: the review (${review.decision}) is as the desk has it; hubs do not sign reviews.`)
    }
  }
  for (const hub of pack.hubs) {
    note(`The key of ${hub.name} is ${hub.publicKey}. Ask the operator whether it is theirs: it came with the pack.`)
  }
  return findings
}

function checkMembers(members: ReadonlyMap<string, Uint8Array>): string[] {
  const manifest = parse(members.get(appealManifestName), AppealManifest)
  if (manifest === undefined) return ['Its list of parts (manifest.json) is not there or cannot be read.']
  const flaws: string[] = []
  const listed = new Set([appealManifestName])
  for (const { name, size, sha256: hash } of manifest.members) {
    listed.add(name)
    const bytes = members.get(name)
    if (bytes === undefined) flaws.push(`${name} is missing.`)
    else if (bytes.length !== size || sha256(bytes) !== hash) flaws.push(`${name} was changed after the pack was made.`)
  }
  for (const name of members.keys()) if (!listed.has(name)) flaws.push(`${name} was added after the pack was made.`)
  return flaws
}

function readLines(bytes: Uint8Array | undefined): Result<LedgerLine[], string> {
  if (bytes === undefined) return err('The ledger (ledger.jsonl) is not there.')
  const texts = Buffer.from(bytes).toString('utf8').split('\n')
  if (texts.at(-1) === '') texts.pop()
  const lines: LedgerLine[] = []
  for (const [i, text] of texts.entries()) {
    const line = LedgerLine.safeParse(parseJson(text))
    if (!line.success) return err(`Line ${i + 1} of the ledger cannot be read.`)
    lines.push(line.data)
  }
  return ok(lines)
}

/** What is looked at in handed-in work; newer kinds of fields are none of our business here. */
const Claim = Submission.pick({ id: true, taskId: true, time: true })

const chainWords: Record<ChainFlaw['why'], string> = {
  missing: 'is missing, or stands in another place',
  unlinked: 'does not follow from the one before it: an entry was changed, added or taken out',
  changed: 'was changed: its hash is not that of what it says',
}

function checkChain(lines: readonly LedgerLine[], pack: AppealPack): { findings: Finding[] } {
  const chain = createChain()
  const findings: Finding[] = []
  let flaw: ChainFlaw | undefined
  for (const line of lines) flaw = chain.add(line)
  if (flaw !== undefined) {
    findings.push({ kind: 'fails', text: `Entry ${flaw.seq} of the ledger ${chainWords[flaw.why]}.` })
  } else if (chain.entries !== pack.ledger.entries || chain.head !== pack.ledger.head) {
    findings.push({
      kind: 'fails',
      text: `The ledger ends with entry ${chain.entries}, but the pack was made with ${pack.ledger.entries}: its end is missing or another one.`,
    })
  } else {
    const open = lines.filter(isOpen).length
    findings.push({
      kind: 'holds',
      text: `The chain of the ledger is whole: ${chain.entries} entries, ${open} of them open, each with the hash of the one before it.`,
    })
  }
  if (pack.ledger.brokenAt !== undefined) {
    findings.push({ kind: 'note', text: `The desk itself found the ledger broken at entry ${pack.ledger.brokenAt}.` })
  }
  return { findings }
}

/** Whether times and corrections of a task are what its entries tell. */
function checkTime(task: AppealTask, derived: Derived): Finding[] {
  const findings: Finding[] = []
  const segments = derived.segments.filter(({ taskId }) => taskId === task.id)
  const corrections = derived.corrections.filter(({ taskId }) => taskId === task.id)
  const clockMs = workMs(segments)
  const fail = (text: string): void => void findings.push({ kind: 'fails', text: `“${task.title}”: ${text}` })
  if (!isSame(segments, task.segments)) fail('its times are not those that the ledger tells of.')
  if (!isSame(corrections, task.corrections)) fail('its corrections are not those that the ledger tells of.')
  if (clockMs !== task.clockMs || correctedMs(segments, corrections) !== task.workMs) {
    fail('its working time is not the sum of its times and corrections.')
  }
  if (findings.length > 0) return findings
  const changed = corrections.length === 0 ? '' : `, ${corrections.length} of them corrected by hand with a reason`
  return [
    {
      kind: 'holds',
      text: `“${task.title}”: ${toMinutes(task.workMs)} of work, as the ledger tells (${segments.length} stretches${changed}).`,
    },
  ]
}

/** Whether what was handed in, its receipt and its claim belong together. */
function checkSubmission(
  submission: AppealSubmission,
  task: AppealTask,
  pack: AppealPack,
  work: Uint8Array | undefined,
  seqOf: ReadonlyMap<string, number>,
): Finding[] {
  const findings: Finding[] = []
  const what = `“${task.title}”, handed in ${new Date(submission.finishedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const fail = (text: string): void => void findings.push({ kind: 'fails', text: `${what}: ${text}` })
  const content = parse(work, Claim)
  if (work === undefined) fail('what was handed in is not in the pack.')
  else if (sha256(work) !== submission.contentSha256) fail('what was handed in is not what its hash says.')
  else if (content === undefined) fail('what was handed in cannot be read.')
  else if (content.id !== submission.id || content.taskId !== task.id || content.time.workMs !== submission.claimedMs) {
    fail('what was handed in belongs to another task or claims another time.')
  }
  const hub = pack.hubs.find(({ id }) => id === submission.hubId)
  if (submission.receipt === undefined) {
    findings.push({ kind: 'note', text: `${what}: there is no receipt of the hub yet.` })
  } else if (hub === undefined) {
    fail('the key of its hub is not in the pack.')
  } else {
    const signed = checkReceipt(submission.receipt, hub)
    if (!signed.ok) fail(`its receipt proves nothing: ${signed.error}.`)
    else if (signed.value.submissionId !== submission.id || signed.value.taskId !== task.id) {
      fail('its receipt is for other work.')
    } else if (signed.value.contentSha256 !== submission.contentSha256) {
      fail('its receipt is for another version of the work.')
    } else if (signed.value.claimedMs !== submission.claimedMs || signed.value.expertId !== hub.expertId) {
      fail('its receipt says another time or another expert.')
    } else {
      const at = new Date(signed.value.receivedAt).toISOString().slice(0, 16).replace('T', ' ')
      findings.push({
        kind: 'holds',
        text: `${what}: ${hub.name} has signed that it received this work ${at} UTC with ${toMinutes(submission.claimedMs)} claimed.`,
      })
    }
  }
  const head = content?.time.ledgerHead
  const seq = head === undefined ? undefined : seqOf.get(head)
  if (head !== undefined && seq === undefined)
    fail('the entry of the ledger that it named when it was sent is not there.')
  if (seq !== undefined && findings.every(({ kind }) => kind === 'holds')) {
    findings.push({
      kind: 'holds',
      text: `${what}: it named entry ${seq} of the ledger, so everything up to there was written before.`,
    })
  }
  return findings
}

/** The key comes with the pack, from anyone: it may be none. */
function checkReceipt(receipt: string, hub: AppealPack['hubs'][number]): ReturnType<typeof verifyReceipt> {
  try {
    return verifyReceipt(receipt, hub.publicKey, hub.id)
  } catch {
    return err('the key of its hub is no key')
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}

function parse<T>(
  bytes: Uint8Array | undefined,
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
): T | undefined {
  if (bytes === undefined) return undefined
  const parsed = schema.safeParse(parseJson(Buffer.from(bytes).toString('utf8')))
  return parsed.success ? parsed.data : undefined
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function toMinutes(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
