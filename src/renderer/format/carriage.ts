import type { CarriedIn, SavedOutbox } from '../../shared/contract/desk-carriage.ts'
import { bytes, count } from './amounts.ts'

/** What a file was good for, in sentences. */

export function savedWords(saved: SavedOutbox, hubName: string): string[] {
  const files = saved.files === 0 ? '' : ` and ${count(saved.files, 'file', 'files')}`
  const sentences = [
    `The work of ${count(saved.tasks, 'task', 'tasks')}${files} is in ${saved.fileName} (${bytes(saved.size)}).`,
    `Give it to the operator of ${hubName}. When there is a network again, it also goes out by itself; the hub enters it once.`,
  ]
  if (saved.leftOut > 0) {
    const tasks = count(saved.leftOut, 'task', 'tasks')
    sentences.push(`${tasks} stayed behind, because a file of the work is no longer on this computer.`)
  }
  return sentences
}

export function carriedWords(carried: CarriedIn): string[] {
  const { hubName, tasks, files, receipts, reports, refused, later, unreadable, newsLeftOut } = carried
  // A receipt comes as an answer and as a report; it is told once.
  const news = Math.max(0, reports - receipts)
  const brought = [
    tasks === 0 ? undefined : count(tasks, 'new or changed task', 'new or changed tasks'),
    files === 0 ? undefined : count(files, 'reference file', 'reference files'),
    receipts === 0 ? undefined : count(receipts, 'receipt', 'receipts'),
    news === 0 ? undefined : count(news, 'report on your work', 'reports on your work'),
  ].filter((part) => part !== undefined)
  const sentences = [
    brought.length === 0
      ? `Everything in this file from ${hubName} is here already. Nothing was changed.`
      : `From ${hubName}: ${listed(brought)}.`,
  ]
  if (refused > 0) {
    sentences.push(`The hub refused the work of ${count(refused, 'task', 'tasks')}; the reason stands under Waiting.`)
  }
  if (later > 0) sentences.push(`${count(later, 'step', 'steps')} could not be taken yet and will go on waiting.`)
  if (unreadable > 0) sentences.push(`${count(unreadable, 'change', 'changes')} could not be read and will be kept.`)
  if (newsLeftOut) sentences.push('News in it go on from a file that was not read in here, so they were left out.')
  return sentences
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
