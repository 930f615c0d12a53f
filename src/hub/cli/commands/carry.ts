import { access, constants } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { OperationResult } from '../../../shared/contract/hub.ts'
import { SEALED_ENDING } from '../../../shared/sealed/manifest.ts'
import { exportBatch } from '../../carriage/export-batch.ts'
import { importOutbox } from '../../carriage/import-outbox.ts'
import { whyNotReplace } from '../../carriage/may-replace.ts'
import { sealReceipts } from '../../carriage/seal-receipts.ts'
import type { OperatorError } from '../../context.ts'
import { openSealed } from '../../../sealed/open-sealed.ts'
import { type Command, done, failed, printJson, refuse } from '../command.ts'
import { instantToText, plainText } from '../console.ts'
import { whyUnreadable } from '../readable.ts'
import { counted } from '../../../shared/rules/counted.ts'

const exportCommand: Command = {
  name: 'carry export',
  words: [],
  summary: 'Write what waits for an expert into a sealed file, for a desk without a network',
  options: {
    expert: { value: 'ID', help: 'Whose desks may read it in' },
    out: { value: 'FILE', help: `Where to write it, such as ada${SEALED_ENDING}` },
    after: { value: 'N', help: 'Only what is newer than this number of the feed (default: 0, everything)' },
    json: { help: 'As JSON' },
  },
  plan(args) {
    const expertId = args.neededId('expert')
    const path = args.needed('out')
    const after = args.number('after', { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }) ?? 0
    return async ({ store, console }) => {
      if (!(await isWritableFolder(path))) return refuse(console, noFolder(path))
      const taken = await whyNotReplace(path, ({ kind, expert }) => kind === 'batch' && expert.id === expertId)
      if (taken !== undefined) return refuse(console, taken)
      const result = await exportBatch(store.context, store.files, { expertId, path, after })
      if (!result.ok) return refuse(console, result.error)
      const { tasks, files, missing, leftOut, bytes, feed, expertName } = result.value
      if (args.flag('json')) return printJson(console, result.value)
      await console.write(
        `${path}: ${counted(tasks, 'task', 'tasks')} and ${counted(files, 'file', 'files')} for ${plainText(expertName)}, up to number ${feed.cursor} of the feed, ${bytes} bytes.\n`,
      )
      for (const text of lackWords({ missing, leftOut })) console.complain(text)
      return done
    }
  },
}

const importCommand: Command = {
  name: 'carry import',
  words: ['FILE'],
  summary: 'Take in the sealed file that an expert’s desk has saved; twice is the same as once',
  options: {
    receipts: { value: 'FILE', help: 'Write the answer for the desk here: results, receipts and what is new for it' },
    json: { help: 'As JSON' },
  },
  plan(args) {
    const path = args.word(0, 'The file')
    const answer = args.text('receipts')
    return async ({ store, console }) => {
      const unreadable = await whyUnreadable(path)
      if (unreadable !== undefined) return refuse(console, unreadable)
      if (answer !== undefined && !(await isWritableFolder(answer))) return refuse(console, noFolder(answer))
      const taken = answer === undefined ? undefined : await whyNotAnswer(path, answer)
      if (taken !== undefined) return refuse(console, taken)
      const imported = await importOutbox(store.context, store.files, path)
      if (!imported.ok) return refuse(console, { ...imported.error, text: plainText(imported.error.text) })
      const { manifest, results, before, files } = imported.value
      const sealed =
        answer === undefined ? undefined : await sealReceipts(store.context, store.files, imported.value, answer)
      if (sealed?.ok === false) return refuse(console, sealed.error)
      const counts = countOutcomes(results)
      if (args.flag('json')) {
        const { expert, device, madeAt } = manifest
        await printJson(console, { expert, device, madeAt, ...counts, before, files, results, answer: sealed?.value })
        return counts.later > 0 ? failed : done
      }
      await console.write(
        `Outbox of ${plainText(manifest.expert.name)}, saved ${instantToText(manifest.madeAt)}: ${counted(results.length, 'operation', 'operations')}, ${counted(files, 'file', 'files')}.\n` +
          `${counts.done - before} done now, ${before} done before, ${counts.refused} refused, ${counts.later} left for later.\n`,
      )
      for (const text of results.flatMap(resultToText)) console.complain(text)
      if (sealed !== undefined) {
        const { receipts, tasks } = sealed.value
        await console.write(
          `${answer}: ${counted(receipts, 'receipt', 'receipts')}, ${counted(tasks, 'task that is', 'tasks that are')} new or changed, for this desk.\n`,
        )
        for (const text of lackWords(sealed.value)) console.complain(text)
      }
      return counts.later > 0 ? failed : done
    }
  },
}

/** Whether the answer to an outbox may be written to this name; what is wrong with the outbox is told when it is taken in. */
async function whyNotAnswer(outbox: string, answer: string): Promise<OperatorError | undefined> {
  const opened = await openSealed(outbox)
  if (!opened.ok) return undefined
  opened.value.close()
  const asked = opened.value.manifest
  return whyNotReplace(
    answer,
    ({ kind, hub, device }) => kind === 'receipts' && hub.id === asked.hub.id && device?.id === asked.device?.id,
  )
}

/** What a desk will not find in a file that was written for it. */
function lackWords({ missing, leftOut }: { readonly missing: number; readonly leftOut: number }): string[] {
  const notThere = `${counted(missing, 'file that tasks name is', 'files that tasks name are')} not in the folder of the hub.`
  const noRoom = `${counted(leftOut, 'file is', 'files are')} not in it: a sealed file holds at most 20 GB and 20,000 parts. The desk fetches what is missing once it has a network.`
  return [...(missing > 0 ? [notThere] : []), ...(leftOut > 0 ? [noRoom] : [])]
}

function countOutcomes(results: readonly OperationResult[]): { done: number; refused: number; later: number } {
  const counts = { done: 0, refused: 0, later: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}

/** What the operator should know of one that was not done. */
function resultToText(result: OperationResult): string[] {
  if (result.outcome === 'refused') return [`${result.id} refused (${result.code}): ${plainText(result.message)}`]
  if (result.outcome === 'later') return [`${result.id} left for later (${result.code})`]
  return []
}

function noFolder(path: string): { code: string; text: string } {
  return { code: 'no-folder', text: `The folder of ${path} is not there or may not be written in.` }
}

function isWritableFolder(path: string): Promise<boolean> {
  return access(dirname(path), constants.W_OK).then(
    () => true,
    () => false,
  )
}

export const carryCommands: readonly Command[] = [exportCommand, importCommand]
