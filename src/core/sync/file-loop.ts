import { z } from 'zod'
import { FileRef } from '../../shared/domain/fields.ts'
import type { Store } from '../store/open-store.ts'
import type { OutboxRow } from '../store/outbox-table.ts'
import { quarantine } from './apply-push.ts'
import type { Gate } from './gate.ts'
import type { HubProblem } from './hub-client.ts'
import type { Link } from './link.ts'
import { problemToText } from './problem-texts.ts'
import { bringFile, fetchFile } from './transfer-files.ts'

const Values = z.object({ values: z.record(z.string(), z.unknown()) })

/** Files of a submission that the hub has not got, as far as this desk knows. */
export function filesToBring(store: Store, row: OutboxRow): string[] {
  const submission = row.kind === 'submit' ? store.submissions.get(row.id) : undefined
  if (submission === undefined) return []
  return Object.values(Values.parse(JSON.parse(submission.content)).values)
    .flatMap((value) => FileRef.array().safeParse(value).data ?? [])
    .map((file) => file.sha256)
    .filter((sha256) => store.files.get(sha256)?.atHub !== true)
}

/**
 * Carries files both ways, one at a time and beside everything else: first those that a submission waits for, then
 * reference files, small ones first.
 * @param onCarried after each file
 */
export async function runFileLoop(link: Link, gate: Gate, onCarried: () => void): Promise<void> {
  const { store } = link
  // Files that could not be had in this run: asked for again at the next start or wake.
  let refused = new Set<string>()
  while (!link.stopping.aborted) {
    const next = nextFile(link, refused)
    if (next === undefined || !link.mayCall()) {
      await gate.wait()
      refused = new Set()
      continue
    }
    const problem =
      next.row === undefined ? await fetchOne(link, next, refused) : await bringOne(link, next.sha256, next.row)
    onCarried()
    if (problem !== undefined && !link.stopping.aborted) await gate.wait(link.failed(problem))
  }

  function nextFile(of: Link, without: ReadonlySet<string>) {
    const { id } = of.hub()
    for (const row of store.outbox.open(id)) {
      if (row.state === 'quarantined') continue
      const [sha256] = filesToBring(store, row)
      if (sha256 !== undefined) return { sha256, size: 0, row }
    }
    const wanted = store.files.missing(id, without.size + 1).find(({ sha256 }) => !without.has(sha256))
    return wanted === undefined ? undefined : { ...wanted, row: undefined }
  }
}

async function bringOne(link: Link, sha256: string, row: OutboxRow): Promise<HubProblem | undefined> {
  const answer = await bringFile(link.store, link.client, sha256, link.stopping)
  if (answer.ok) return undefined
  if (answer.error.kind === 'too-large' || answer.error.kind === 'missing-here') {
    quarantine(link.store, row, answer.error.kind, fileProblemToText(answer.error.kind))
    return undefined
  }
  return answer.error
}

function fileProblemToText(kind: 'too-large' | 'missing-here'): string {
  if (kind === 'too-large') return problemToText({ kind: 'too-large', limit: 0 })
  return 'A file of this work is no longer on this computer. Open the work, add the file again and send it.'
}

async function fetchOne(
  link: Link,
  file: { sha256: string; size: number },
  refused: Set<string>,
): Promise<HubProblem | undefined> {
  const answer = await fetchFile(link.store, link.client, file, link.stopping)
  if (answer.ok && answer.value) return undefined
  if (answer.ok || answer.error.kind === 'failed') {
    refused.add(file.sha256)
    return undefined
  }
  return answer.error
}
