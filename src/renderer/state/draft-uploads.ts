import { createStore, type StoreApi } from 'zustand/vanilla'
import { toBase64 } from '../client/base64.ts'
import type { Desk } from '../client/desk.ts'
import { declaredError, errorToText, isDisconnected } from '../client/error-text.ts'
import type { Replaced } from '../../shared/contract/desk-drafts.ts'

export type Upload = {
  readonly key: number
  readonly field: string
  readonly name: string
  readonly size: number
  /** Bytes that the core has. */
  readonly received: number
  /** Why it is not taken in. */
  readonly problem?: string
  /** Whether adding the same file once more may help. */
  readonly canRetry?: boolean
}

export type Uploads = {
  readonly store: StoreApi<{ readonly uploads: readonly Upload[] }>
  /** Whether a file is on its way in, or waits for that; what has a problem stays out until it is tried again. */
  isAdding(): boolean
  /** Takes in files for a field, one after another. */
  add(taskId: string, field: string, files: readonly File[]): void
  /**
   * Takes in a file that takes the place of another one.
   * @param done called when it has
   */
  replace(taskId: string, field: string, file: File, replaces: Replaced, done: () => void): void
  /** Ends it, or takes its complaint off the list. */
  cancel(key: number): void
  retry(key: number): void
}

type Job = {
  readonly key: number
  readonly taskId: string
  readonly field: string
  readonly file: File
  readonly replaces?: Replaced
  readonly done?: () => void
  ended: boolean
  /** Whether the core was asked to add it to the field: if its answer was lost, it may be there. */
  isAsked: boolean
}

/** @param filed called when the core has added a file to a field */
export function createUploads(desk: Pick<Desk, 'files'>, session: string, filed: (field: string) => void): Uploads {
  const store = createStore<{ uploads: readonly Upload[] }>(() => ({ uploads: [] }))
  const jobs = new Map<number, Job>()
  let queue: Job[] = []
  let isRunning = false
  let nextKey = 1

  function change(key: number, to: Partial<Upload> | undefined): void {
    store.setState(({ uploads }) => ({
      uploads: uploads.flatMap((one) => (one.key !== key ? [one] : to === undefined ? [] : [{ ...one, ...to }])),
    }))
    if (to === undefined) jobs.delete(key)
  }

  async function take(job: Job, isEnded: () => boolean): Promise<void> {
    const { key, taskId, field, file, replaces, done } = job
    const { uploadId, partBytes } = await desk.files.begin({
      taskId,
      field,
      name: file.name,
      size: file.size,
      mediaType: file.type,
      ...(replaces === undefined ? {} : { replaces }),
      ...(job.isAsked ? { again: true } : {}),
    })
    try {
      for (let offset = 0; offset < file.size && !isEnded(); ) {
        const bytes = await toBase64(file.slice(offset, offset + partBytes))
        offset = (await desk.files.part({ uploadId, offset, bytes })).received
        change(key, { received: offset })
      }
      // Also while the last part was on its way, which is the only one of most files.
      if (isEnded()) {
        await desk.files.cancel({ uploadId })
        return
      }
      job.isAsked = true
      await desk.files.finish({ uploadId, session })
    } catch (error) {
      // What has arrived of it would lie on the disk until the core starts anew; nobody goes on with it.
      desk.files.cancel({ uploadId }).catch(() => undefined)
      throw error
    }
    filed(field)
    done?.()
  }

  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { key } = job
      const isEnded = (): boolean => jobs.get(key)?.ended ?? true
      if (isEnded()) continue
      try {
        await take(job, isEnded)
        change(key, undefined)
      } catch (error) {
        if (isEnded()) change(key, undefined)
        else change(key, { problem: problemOf(error), canRetry: canRetry(error) })
      }
    }
    isRunning = false
  }

  function enqueue(added: readonly Job[]): void {
    for (const job of added) jobs.set(job.key, job)
    store.setState(({ uploads }) => ({
      uploads: [
        ...uploads,
        ...added.map(({ key, field, file }) => ({ key, field, name: file.name, size: file.size, received: 0 })),
      ],
    }))
    queue.push(...added)
    void run()
  }

  return {
    store,
    isAdding: () => store.getState().uploads.some(({ problem }) => problem === undefined),
    add: (taskId, field, files) =>
      enqueue(files.map((file) => ({ key: nextKey++, taskId, field, file, ended: false, isAsked: false }))),
    replace: (taskId, field, file, replaces, done) =>
      enqueue([{ key: nextKey++, taskId, field, file, replaces, done, ended: false, isAsked: false }]),
    cancel: (key) => {
      const job = jobs.get(key)
      const isStuck = store.getState().uploads.some((one) => one.key === key && one.problem !== undefined)
      const isQueued = queue.some((one) => one.key === key)
      queue = queue.filter((one) => one.key !== key)
      if (job !== undefined) job.ended = true
      if (isStuck || isQueued) change(key, undefined)
    },
    retry: (key) => {
      const job = jobs.get(key)
      if (job === undefined) return
      store.setState(({ uploads }) => ({
        uploads: uploads.map(({ problem: _problem, canRetry: _canRetry, ...one }) =>
          one.key === key ? { ...one, received: 0 } : one,
        ),
      }))
      queue.push(job)
      void run()
    },
  }
}

function problemOf(error: unknown): string {
  // The browser could not read it: a folder, or a file that has been moved since.
  if (error instanceof DOMException) return 'This file cannot be read. If it is a folder, pack it into one file first.'
  return errorToText(error)
}

/** The core's refusal stays the same; a lost connection, a core that has restarted meanwhile, or a full disk does not. */
function canRetry(error: unknown): boolean {
  return isDisconnected(error) || passing.has(declaredError(error)?.code ?? '')
}

const passing: ReadonlySet<string> = new Set(['NOT_FOUND', 'DISK_FULL', 'STORE_FAILED'])
