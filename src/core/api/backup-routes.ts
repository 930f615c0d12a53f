import { randomUUID } from 'node:crypto'
import type { BackupView } from '../../shared/contract/desk-backup.ts'
import type { BackupFile } from '../store/backup-files.ts'
import { backupFolderOf } from '../store/backup-files.ts'
import { noteNumbers } from '../store/issued-numbers.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'

/** So that the answer is with the window before the desk closes for a moment. */
const REOPEN_AFTER_MS = 200

export function createBackupRoutes(os: Implementer, context: Context) {
  const { store, ports, backups, reopen } = context

  return {
    list: os.backup.list.handler(async () => {
      const checkedAt = backups.checkedAt()
      const rescue = backups.rescue()
      return {
        backups: store.backups.list().map(fileToView),
        folder: backupFolderOf(store.folder),
        files: await store.backups.files.measure(),
        ...(checkedAt === undefined ? {} : { checkedAt }),
        ...(rescue === undefined ? {} : { rescue }),
      }
    }),

    make: os.backup.make.handler(async ({ errors }) => {
      const made = await backups.makeByHand()
      if (!made.ok) throw errors.NO_BACKUP({ data: { text: made.error.text } })
      return fileToView(made.value)
    }),

    restore: os.backup.restore.handler(({ input, errors }) => {
      // What is put back may not know the newest: no number goes out twice.
      noteNumbers(store.folder, store.invoices.newestNos())
      const planned = store.backups.planRestore(input.id, ports.clock.read().wall, randomUUID())
      if (!planned.ok) throw errors.NO_BACKUP({ data: { text: planned.error.text } })
      ports.timers.after(REOPEN_AFTER_MS, reopen)
      return {}
    }),
  }
}

function fileToView({ id, kind, at, bytes }: BackupFile): BackupView {
  return { id, kind, at, bytes }
}
