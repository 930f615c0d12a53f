import { z } from 'zod'
import { Instant } from '../domain/primitives.ts'

/** Why a copy of the store was made: after a day's work, by hand, before an update, or set aside when another was put back. */
export const BackupKind = z.enum(['daily', 'hand', 'update', 'aside'])
export type BackupKind = z.infer<typeof BackupKind>

export const BackupView = z.object({
  /** Its file name, which says when and why it was made. */
  id: z.string(),
  kind: BackupKind,
  at: Instant,
  bytes: z.int(),
})
export type BackupView = z.infer<typeof BackupView>

/** What became of a store that was found damaged. The sentences are for the screen. */
export const RescueView = z.object({
  at: Instant,
  /** The file that holds the damaged store, as it was found. */
  path: z.string(),
  rescued: z.array(z.string()),
  /** Empty only where nothing is missing. */
  missing: z.array(z.string()),
})
export type RescueView = z.infer<typeof RescueView>

export const BackupOverview = z.object({
  /** Newest first. */
  backups: z.array(BackupView),
  /** When the store was last checked and found sound. */
  checkedAt: Instant.optional(),
  /** The last damage that was found, if any. */
  rescue: RescueView.optional(),
  /** Folder of the backups. */
  folder: z.string(),
  /** Attached files that are kept beside them, once for all. */
  files: z.object({ count: z.int(), bytes: z.int() }),
})
export type BackupOverview = z.infer<typeof BackupOverview>

/** The id of a backup: a file name of the pattern that this desk writes, so that it cannot lead out of the folder. */
export const BackupId = z.string().regex(/^desk-\d{8}T\d{9}Z-(daily|hand|update|aside)(-v\d{1,6})?\.db$/)
