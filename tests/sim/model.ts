import { FileRef } from '../../src/shared/domain/fields.ts'
import type { SimDesk } from './sim-desk.ts'
import { FILES_FIELD } from './sim-files.ts'

/** A click on Send. */
export type Click = {
  readonly desk: string
  readonly taskId: string
  /** Stands in the text and nowhere else, so that a copy under any id would be known. */
  readonly marker: string
  readonly text: string
  /** Hashes of the files that were sent with it. */
  readonly files: readonly string[]
  id: string | undefined
  /** `maybe`: the desk died before it answered. */
  fate: 'sent' | 'maybe' | 'taken-back' | 'maybe-taken-back'
  /** Its desk has lost a part of its store since and may not know any more that it has left: taken back, it may arrive. */
  mayHaveLeft: boolean
}

export type Written = {
  version: number
  text: string
  /** Sent off, and not answered. */
  maybe: string | undefined
  /** All that has stood there, or may have. */
  readonly earlier: string[]
}

/** Files of a draft, as `fileToLabel` names them. */
export type Attached = {
  sure: readonly string[]
  /** Asked for, and not answered. */
  maybe: readonly string[] | undefined
  /** All that has been there, or may have. */
  readonly earlier: (readonly string[])[]
}

/** What the expert was told, and so may count on. */
export type Model = {
  readonly clicks: Click[]
  /** By desk and task. */
  readonly texts: Map<string, Written>
  /** By desk and task. */
  readonly attached: Map<string, Attached>
  /** Files that the hub had and has lost, as after a restore: work that names them is sent before they come again. */
  readonly lostAtHub: Set<string>
  /** Operations that the hub has refused: a take or decline among them holds nothing back, and may come later. */
  readonly refused: Set<string>
  edits: number
  /** Edits that the desk said were on the disk. */
  acknowledged: number
}

export function createModel(): Model {
  return {
    clicks: [],
    texts: new Map(),
    attached: new Map(),
    lostAtHub: new Set(),
    refused: new Set(),
    edits: 0,
    acknowledged: 0,
  }
}

export function written(model: Model, desk: SimDesk, taskId: string): Written {
  const key = `${desk.name} ${taskId}`
  let found = model.texts.get(key)
  if (found === undefined) {
    found = { version: 0, text: '', maybe: undefined, earlier: [''] }
    model.texts.set(key, found)
  }
  return found
}

export function attachedTo(model: Model, desk: SimDesk, taskId: string): Attached {
  const key = `${desk.name} ${taskId}`
  let found = model.attached.get(key)
  if (found === undefined) {
    found = { sure: [], maybe: undefined, earlier: [[]] }
    model.attached.set(key, found)
  }
  return found
}

export const fileToLabel = ({ name, sha256 }: FileRef): string => `${name} ${sha256}`

/** The files of a draft, as the desk gives them to a window. */
export async function filesOfDraft(desk: SimDesk, taskId: string): Promise<{ version: number; files: FileRef[] }> {
  if (!isHere(desk, taskId)) return { version: 0, files: [] }
  const field = (await desk.client().drafts.open({ taskId })).fields[FILES_FIELD]
  if (field === undefined || !('value' in field)) return { version: 0, files: [] }
  return { version: field.version, files: FileRef.array().parse(field.value ?? []) }
}

/** The text of a draft, as the desk gives it to a window; empty where it does not know the task. */
export async function textOf(desk: SimDesk, taskId: string): Promise<{ version: number; text: string }> {
  const field = isHere(desk, taskId) ? (await desk.client().drafts.open({ taskId })).fields['answer'] : undefined
  return field !== undefined && 'text' in field ? field : { version: 0, text: '' }
}

function isHere(desk: SimDesk, taskId: string): boolean {
  return desk.look((db) => db.prepare<[string]>('SELECT 1 FROM tasks WHERE id = ?').get(taskId)) !== undefined
}

/** D1: whatever the desk has acknowledged is there, to the letter. */
export async function checkTexts(model: Model, desk: SimDesk): Promise<string[]> {
  const problems: string[] = []
  for (const [key, expected] of model.texts) {
    const [name, taskId = ''] = key.split(' ')
    if (name !== desk.name) continue
    const found = await textOf(desk, taskId)
    if (found.text !== expected.text && found.text !== expected.maybe) {
      problems.push(`[D1] desk ${name} lost words of ${taskId}: “${found.text}” instead of “${expected.text}”`)
    }
    model.texts.set(key, { ...expected, version: found.version, text: found.text, maybe: undefined })
  }
  return problems
}
