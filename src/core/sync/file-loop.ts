import { backoffMs } from '../../shared/rules/backoff.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import type { WantedFile } from '../store/files-table.ts'
import { quarantine } from './apply-push.ts'
import { isHeld, readCarrySettings } from './carry-settings.ts'
import { createAskedToWait } from './asked-to-wait.ts'
import type { Gate } from './gate.ts'
import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'
import { LARGE_BYTES, planTransfer, type Transfer } from './plan-transfers.ts'
import { problemToText } from './problem-texts.ts'
import { bringFile, fetchFile } from './transfer-files.ts'

/** A file on its way, and how far it has come. */
export type Travelling = Transfer & { done: number; readonly row: OutboxRow | undefined }

export type FileLoop = {
  run(): Promise<void>
  /** What travels now. */
  travelling(): readonly Travelling[]
  /**
   * Stops where it is what may not travel any more, because one wants to be offline or calls the link metered; it goes
   * on from there afterwards.
   */
  interrupt(): void
}

/** Wanted files are looked up in pages of this many: a desk may miss thousands. */
const PAGE = 100
/** After a failure of the store nothing is carried for so long. */
const STORE_REST_MS = 30_000
/** A file that the disk has no room for is asked for again after so long. */
const NO_ROOM_REST_MS = 10 * 60_000
const NO_ROOM = 'There is no room for it on the disk of this computer. Make room; then it comes by itself.'
/** Waits after something else came under a file's hash. */
const REFUSED_BASE_MS = 60_000
const REFUSED_CAP_MS = 24 * 3_600_000

/**
 * Carries files both ways, two at a time and beside everything else (plan-transfers.ts says which goes next). A file
 * that the hub does not have, or of which it has other bytes than it said, is asked for again later, with growing waits.
 * @param onCarried after each file, with the task whose finished work waits for it, where it goes up
 * @param onBytes when some bytes have travelled
 */
export function createFileLoop(
  link: Link,
  gate: Gate,
  onCarried: (taskIds: readonly string[]) => void,
  onBytes: () => void,
): FileLoop {
  const { store } = link
  const running = new Map<string, Travelling & { readonly stop: AbortController }>()
  const ends = new Set<Promise<void>>()
  /** Files that could not be carried, each with the number of its last failure. */
  const failed = new Map<string, number>()
  let failures = 0
  /** How far large files had come when their line broke. */
  const furthest = new Map<string, number>()
  /** What could be fetched now, and when the next of the others may be asked for again. */
  let page: WantedFile[] = []
  let nextDue: number | undefined
  let resumeAt = 0
  const askedToWait = createAskedToWait(link)
  /** When the store failed, by the wall clock. */
  let brokenAt = Number.NEGATIVE_INFINITY

  async function run(): Promise<void> {
    try {
      while (!link.stopping.aborted) {
        look()
        if (begin()) continue
        const wakeAt = nextWake()
        await gate.wait(wakeAt === undefined ? undefined : Math.max(0, wakeAt - link.now()))
      }
    } finally {
      await Promise.allSettled(ends)
    }
  }

  /** However many wait for another try or for the expert's word, those behind them are found. */
  function look(): void {
    const settings = readCarrySettings(store)
    const at = link.now()
    nextDue = undefined
    page = store.files.wanted(link.hub().id, PAGE, (file) => {
      if (isHeld(settings, file)) return false
      if (isDue(file, at)) return true
      nextDue = Math.min(nextDue ?? file.nextAt, file.nextAt)
      return false
    })
  }

  /** @returns whether something was begun */
  function begin(): boolean {
    if (isPaused()) return false
    const next = planTransfer([...running.values()], candidates())
    if (next === undefined || !link.mayCall()) return false
    const travelling = { ...next, done: 0, row: rowOf(next), stop: new AbortController() }
    running.set(next.sha256, travelling)
    onBytes()
    const end = carry(travelling, AbortSignal.any([link.line(), travelling.stop.signal]))
      .catch((error: unknown) => {
        // A full disk, say: what could not be stored is fetched again when there may be room.
        link.storeFailed(error)
        brokenAt = link.now()
      })
      .finally(() => {
        running.delete(next.sha256)
        ends.delete(end)
        gate.open()
      })
    ends.add(end)
    return true
  }

  /** After a failure everything waits, until its time has come or the hub was reached by another way. */
  function isPaused(): boolean {
    return isBroken() || askedToWait.rest() > 0 || (!link.isCalm() && link.now() < resumeAt)
  }

  /** A failure that is still to come was noted by a clock that was wrong and is right again. */
  function isBroken(): boolean {
    const since = link.now() - brokenAt
    return since >= 0 && since < STORE_REST_MS
  }

  /** What lies further ahead than any wait was set back by a clock that was wrong and is right again. */
  function isDue({ nextAt }: WantedFile, at: number): boolean {
    return nextAt <= at || nextAt - at > REFUSED_CAP_MS
  }

  function nextWake(): number | undefined {
    if (isPaused()) {
      const rest = link.now() + askedToWait.rest()
      return Math.max(brokenAt + STORE_REST_MS, rest, link.isCalm() ? 0 : resumeAt)
    }
    return nextDue
  }

  function rowOf({ direction, sha256 }: Transfer): OutboxRow | undefined {
    if (direction === 'down') return undefined
    const first = store.files.toBring(link.hub().id).find((file) => file.sha256 === sha256)
    return first === undefined ? undefined : store.outbox.get(first.submissionId)
  }

  function interrupt(): void {
    const settings = readCarrySettings(store)
    for (const { sha256, size, stop } of running.values()) {
      const letGo = store.files.get(sha256)?.letGo ?? false
      if (!link.mayCall() || isHeld(settings, { size, letGo })) stop.abort()
    }
  }

  /** Of the page only what may travel is there. */
  function candidates(): Transfer[] {
    const settings = readCarrySettings(store)
    const up = store.files.toBring(link.hub().id).filter((file) => !isHeld(settings, file))
    const asTransfer = (direction: Transfer['direction']) => {
      return ({ sha256, size }: { sha256: string; size: number }): Transfer => {
        const turn = failed.get(sha256)
        return { direction, sha256, size, ...(turn === undefined ? {} : { failed: turn }) }
      }
    }
    return [...up.map(asTransfer('up')), ...page.map(asTransfer('down'))]
  }

  /** @param stopped aborted when it is not to go on: that is no fault of the hub */
  async function carry(file: Travelling, stopped: AbortSignal): Promise<void> {
    const tell = (done: number): void => {
      file.done = done
      onBytes()
    }
    const problem =
      file.row === undefined ? await fetchOne(file, stopped, tell) : await bringOne(file, file.row, stopped, tell)
    if (link.stopping.aborted) return
    if (problem === undefined) {
      failed.delete(file.sha256)
      furthest.delete(file.sha256)
    } else if (!stopped.aborted) {
      if (takesTurns(file, problem)) failed.set(file.sha256, ++failures)
      const wait = link.failed(problem)
      askedToWait.begin(problem, wait)
      // Undefined: until woken, which calms the link. So does any answer of the hub, whatever the clock says by then.
      resumeAt = wait === undefined ? Number.MAX_SAFE_INTEGER : link.now() + wait
    }
    onCarried(file.row === undefined ? [] : [file.row.taskId])
  }

  /**
   * Whether what could not be carried goes behind the others. A large file goes on where the line broke, and is whole sooner
   * when it does not; but one that came no further may be what breaks it: a scanner on the way, say, that likes no such bytes.
   */
  function takesTurns({ sha256, size, done }: Travelling, problem: HubProblem): boolean {
    if (problem.kind !== 'unreachable' || size <= LARGE_BYTES) return true
    // Nothing of it has left, so that it says nothing of the file.
    if (problem.neverLeft === true) return false
    const isFurther = done > (furthest.get(sha256) ?? -1)
    if (isFurther) furthest.set(sha256, done)
    return !isFurther
  }

  async function bringOne(
    file: Transfer,
    row: OutboxRow,
    stopped: AbortSignal,
    tell: (done: number) => void,
  ): Promise<HubProblem | undefined> {
    const answer = await bringFile(store, link.client, link.hub().id, file.sha256, link.now, stopped, tell)
    if (answer.ok) return undefined
    const { error } = answer
    if (error.kind === 'too-large' || error.kind === 'missing-here') {
      quarantine(store, row, error.kind, fileProblemToText(error.kind))
      return undefined
    }
    return error
  }

  async function fetchOne(
    file: Transfer,
    stopped: AbortSignal,
    tell: (done: number) => void,
  ): Promise<HubProblem | undefined> {
    const { id } = link.hub()
    const size = store.files.sizeSaid(id, file.sha256) ?? file.size
    const answer = await fetchFile(store, link.client, id, { ...file, size }, stopped, tell)
    if (answer.ok && answer.value === 'here') return undefined
    if (answer.ok && answer.value === 'no-room') {
      // No fault of the file: the waits do not grow.
      const { refusals = 0 } = store.files.get(file.sha256) ?? {}
      store.files.setRefused(file.sha256, refusals, link.now() + NO_ROOM_REST_MS, NO_ROOM)
      return undefined
    }
    if (answer.ok && answer.value === 'not-whole') return { kind: 'unreachable', detail: 'the answer ended early' }
    if (!answer.ok && answer.error.kind !== 'failed') return answer.error
    const lied = answer.ok
    const refusals = (store.files.get(file.sha256)?.refusals ?? 0) + 1
    const wait = backoffMs(refusals, 0.5 + link.random() / 2, REFUSED_BASE_MS, REFUSED_CAP_MS)
    const text = lied
      ? 'What the hub sent is not the file it named. It was not used.'
      : 'The hub could not give out this file.'
    store.files.setRefused(file.sha256, refusals, link.now() + wait, text)
    link.log('warn', 'file-refused', { sha256: file.sha256, lied, refusals, wait })
    return undefined
  }

  return { run, travelling: () => [...running.values()], interrupt }
}

function fileProblemToText(kind: 'too-large' | 'missing-here'): string {
  if (kind === 'too-large') return problemToText({ kind: 'too-large', limit: 0 })
  return 'A file of this work is no longer on this computer, or damaged. Open the work, add the file again and send it.'
}
