import { ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { DeskContract } from '../../shared/contract/desk.ts'
import type { DraftEdit, FieldDraft, LoggedEdit } from '../../shared/contract/desk-drafts.ts'
import type { PastEdit } from '../../shared/contract/desk-versions.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'

/** Why something could not be read or written. `text` is for the screen. */
export type PortError = {
  readonly code: 'LOST' | 'DISK_FULL' | 'STORE_FAILED' | 'WRONG_STATE' | 'NOT_FOUND'
  readonly text: string
}
export type EditError = PortError | { readonly code: 'BEHIND'; readonly version: number } | BadEdit
export type BadEdit = { readonly code: 'BAD_EDIT'; readonly text: string }

/** What the synchronisation of one field needs of the core. No call throws; `LOST` says that it may have arrived. */
export type DraftPort = {
  /** @returns the field's version once the edits are on the disk */
  edit(version: number, edits: DraftEdit[]): Promise<Result<{ version: number; savedAt: number }, EditError>>
  /** Edits from number `version` on. */
  since(version: number): Promise<Result<LoggedEdit[], PortError>>
  /** The field as the core has it; undefined where nothing was ever entered. */
  load(): Promise<Result<FieldDraft | undefined, PortError>>
}

type DraftCalls = Pick<ContractRouterClient<DeskContract>['drafts'], 'edit' | 'since' | 'open'>
type Place = {
  readonly taskId: string
  readonly field: string
  readonly session: string
  /** Which way of the field this window writes on; the first one where it is left out. */
  readonly branch?: number | undefined
}

/** One field of one task, as one window sees it, over any transport of the desk contract. */
export function createDraftPort(drafts: DraftCalls, { session, ...rest }: Place): DraftPort {
  const { taskId, field, branch } = rest
  const place = branch === undefined ? { taskId, field } : { taskId, field, branch }
  return {
    edit: async (version, edits) => {
      try {
        return ok(await drafts.edit({ ...place, version, session, edits }))
      } catch (error) {
        if (error instanceof ORPCError && error.code === 'BEHIND') {
          const behind: unknown = error.data
          const at = typeof behind === 'object' && behind !== null && 'version' in behind ? Number(behind.version) : 0
          return err({ code: 'BEHIND', version: at })
        }
        if (error instanceof ORPCError && (error.code === 'BAD_EDIT' || error.code === 'BAD_REQUEST')) {
          return err({ code: 'BAD_EDIT', text: textOf(error) })
        }
        return err(toPortError(error))
      }
    },
    since: async (version) => {
      try {
        return ok((await drafts.since({ ...place, version })).edits)
      } catch (error) {
        return err(toPortError(error))
      }
    },
    load: async () => {
      try {
        const draft = (await drafts.open({ taskId })).fields[field]
        const found = draft !== undefined && 'text' in draft ? draft.branch : undefined
        if (draft === undefined || found === branch) return ok(draft)
        return err({ code: 'WRONG_STATE', text: 'this part is written another way now' })
      } catch (error) {
        return err(toPortError(error))
      }
    },
  }
}

/** The last edits before a version of a field; undefined where they cannot be had just now. */
export async function askPast(
  versions: Pick<ContractRouterClient<DeskContract>['versions'], 'past'>,
  place: Omit<Place, 'session'> & { readonly version: number },
): Promise<readonly PastEdit[] | undefined> {
  const { taskId, field, branch, version } = place
  try {
    return (await versions.past({ taskId, field, version, ...(branch === undefined ? {} : { branch }) })).edits
  } catch {
    return undefined
  }
}

function toPortError(error: unknown): PortError {
  if (error instanceof ORPCError && error.defined) {
    switch (error.code) {
      case 'DISK_FULL':
      case 'STORE_FAILED':
      case 'WRONG_STATE':
      case 'NOT_FOUND':
        return { code: error.code, text: textOf(error) }
    }
  }
  return { code: 'LOST', text: 'the desk is starting again' }
}

/** The sentence that the core sends with an error. */
function textOf(error: { data: unknown }): string {
  const { data } = error
  return typeof data === 'object' && data !== null && 'text' in data ? String(data.text) : ''
}
