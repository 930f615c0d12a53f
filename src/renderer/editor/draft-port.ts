import { ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { DeskContract } from '../../shared/contract/desk.ts'
import type { DraftEdit, FieldDraft, LoggedEdit } from '../../shared/contract/desk-drafts.ts'
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
type Place = { readonly taskId: string; readonly field: string; readonly session: string }

/** One field of one task, as one window sees it, over any transport of the desk contract. */
export function createDraftPort(drafts: DraftCalls, { taskId, field, session }: Place): DraftPort {
  return {
    edit: async (version, edits) => {
      try {
        return ok(await drafts.edit({ taskId, field, version, session, edits }))
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
        return ok((await drafts.since({ taskId, field, version })).edits)
      } catch (error) {
        return err(toPortError(error))
      }
    },
    load: async () => {
      try {
        return ok((await drafts.open({ taskId })).fields[field])
      } catch (error) {
        return err(toPortError(error))
      }
    },
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
