import { z } from 'zod'

/**
 * Words that the core had not got when a window ended are kept here, in the browser's own storage, and offered when the
 * task is opened again. It is the last of three nets: below it are the core's log and the text in the living window.
 */
export type MirrorEntry = {
  readonly taskId: string
  readonly field: string
  /** Which way of the field they were written in; the first one where it is left out. */
  readonly branch?: number | undefined
  /** The window that had the words. */
  readonly session: string
  /** The version that the text is built on. */
  readonly version: number
  readonly text: string
}

/** What an entry is kept under. */
export type MirrorPlace = Pick<MirrorEntry, 'taskId' | 'field' | 'branch' | 'session'>

export type DraftMirror = {
  /** @returns false where there is no room for it */
  put(entry: MirrorEntry): boolean
  remove(entry: MirrorPlace): void
  /** What windows that have ended left for a task. */
  leftBehind(taskId: string): Promise<MirrorEntry[]>
}

const PREFIX = 'understudy-unsaved/'
const Entry = z.object({
  taskId: z.string(),
  field: z.string(),
  branch: z.int().optional(),
  session: z.string(),
  version: z.int().min(0),
  text: z.string(),
})

function keyOf({ taskId, field, branch, session }: MirrorPlace): string {
  return `${PREFIX}${taskId}/${field}/${session}${branch === undefined ? '' : `/${branch}`}`
}

/** @param liveSessions windows that are still there: they look after their words themselves */
export function createDraftMirror(storage: Storage, liveSessions: () => Promise<ReadonlySet<string>>): DraftMirror {
  return {
    put: (entry) => {
      try {
        storage.setItem(keyOf(entry), JSON.stringify(entry))
        return true
      } catch {
        // The browser's storage is full or switched off. The words are still in the window.
        return false
      }
    },
    remove: (entry) => storage.removeItem(keyOf(entry)),
    leftBehind: async (taskId) => {
      const live = await liveSessions()
      return Object.keys(storage)
        .filter((key) => key.startsWith(`${PREFIX}${taskId}/`))
        .flatMap((key) => readEntry(storage.getItem(key)))
        .filter((entry) => !live.has(entry.session))
    },
  }
}

function readEntry(text: string | null): MirrorEntry[] {
  try {
    const parsed = Entry.safeParse(JSON.parse(text ?? ''))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}

const LOCK = 'understudy-window/'

/** Lets other windows see, as long as this one lives, that it does (Web Locks API). */
export function holdSession(locks: LockManager | undefined, session: string): void {
  void locks?.request(`${LOCK}${session}`, () => new Promise<void>(() => {}))
}

/** The sessions of the windows that live now; none are known where the browser has no locks. */
export async function liveSessions(locks: LockManager | undefined): Promise<ReadonlySet<string>> {
  const held = (await locks?.query())?.held ?? []
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) === true ? [name.slice(LOCK.length)] : [])))
}
