import type { TaskState } from '../../shared/domain/work.ts'
import { renewEachDay } from './new-day.ts'
import type { Services } from './services.ts'
import { applySettings } from './settings.ts'

/** Sending can no longer be taken back. While it is on its way it may come back, so that the offer stands. */
const isWithHub: ReadonlySet<TaskState> = new Set(['received', 'accepted', 'returned', 'rejected'])

/** A window goes on without being loaded anew where what it has in hand is not saved within this time. */
const SAVE_PATIENCE_MS = 10_000

/** Has the stores ask for what a screen shows, and every one ask again when the core says that what it holds has changed. */
export function connectStores(services: Services, root: HTMLElement): void {
  const {
    events,
    status,
    overview,
    clock,
    taskDetails,
    inbox,
    exports,
    timeLedger,
    earnings,
    submissions,
    reconciliation,
    backups,
    carry,
    navigation,
    drafts,
    toasts,
  } = services
  /** Understudy was updated while this window stayed open, as the page of a browser does. */
  let isOutdated = false
  navigation.store.subscribe((route) => {
    // Its screens ask for what is no longer there. Not at once: a form that is being filled in would be lost.
    if (isOutdated) void drafts.settled(SAVE_PATIENCE_MS).then((isSaved) => (isSaved ? location.reload() : undefined))
    // A task and its draft are asked for together, before anything of it is drawn.
    if (route.screen !== 'task') return
    taskDetails.of(route.taskId)
    void drafts.prepare(route.taskId)
  })
  let isLeaving = false
  status.store.subscribe(({ value }, before) => {
    // Another history: nothing this window has in hand belongs to it.
    const known = before.value?.store.generation
    if (known !== undefined && value !== undefined && value.store.generation !== known) {
      isLeaving = true
      location.reload()
    }
    if (before.value !== undefined && value !== undefined && value.version !== before.value.version) isOutdated = true
    if (value !== undefined && value.settings !== before.value?.settings) applySettings(root, value.settings)
  })
  renewEachDay(services)
  events.on((event) => {
    switch (event.topic) {
      case 'hello':
        void status.refresh().then(() => (isLeaving ? undefined : drafts.reconnected()))
        void overview.refresh()
        carry.changed()
        void clock.refresh()
        void backups.refresh()
        taskDetails.refreshAll()
        inbox.changed()
        exports.changed()
        timeLedger.changed()
        earnings.changed()
        submissions.changed()
        reconciliation.changed()
        return
      case 'invoices':
        earnings.changed()
        return
      case 'backups':
        void backups.refresh()
        return
      case 'settings':
      case 'notices':
        void status.refresh()
        return
      case 'sync':
        void overview.refresh()
        carry.changed()
        submissions.changed()
        reconciliation.changed()
        return
      case 'time':
        void clock.refresh()
        exports.changed()
        timeLedger.changed()
        earnings.changed()
        return
      case 'task':
        void taskDetails.refresh(event.taskId).then((detail) => {
          if (detail !== undefined && isWithHub.has(detail.row.state)) toasts.arrived(event.taskId)
        })
        return
      case 'tasks':
        inbox.changed()
        exports.changed()
        earnings.changed()
        submissions.changed()
        reconciliation.changed()
        return
      case 'task-files':
        // Thousands may come one by one; sums over all work, such as the earnings, say nothing of files.
        inbox.changed()
        return
      case 'files':
        carry.changed()
        return
      case 'draft':
      case 'branch':
        return
    }
  })
}
