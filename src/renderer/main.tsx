import './tokens.css'
import './base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { z } from 'zod'
import { SOCKET_PATH } from '../shared/contract/desk-socket.ts'
import { createIdSource } from '../shared/rules/ids.ts'
import { createActions } from './state/actions.ts'
import { createCarry } from './state/carry.ts'
import { createConnection, type Timers } from './client/connection.ts'
import { createDesk } from './client/desk.ts'
import { takeDeskKey } from './client/desk-key.ts'
import { createDeskEvents } from './client/events.ts'
import { pageStorage } from './client/page-storage.ts'
import { createPortTransport } from './client/port-transport.ts'
import { createSocketTransport } from './client/socket-transport.ts'
import { App } from './features/frame/app.tsx'
import { askWhileBusy, createCarriage } from './state/carriage.ts'
import { createClock } from './state/clock.ts'
import { createConnectionState } from './state/connection-state.ts'
import { connectStores } from './state/connect-stores.ts'
import { createCopyMemory } from './editor/copy-memory.ts'
import { createDraftKeeper } from './state/draft-keeper.ts'
import { createDraftMirror, holdSession, liveSessions } from './state/draft-mirror.ts'
import { createExports } from './state/exports.ts'
import { createInbox } from './state/inbox.ts'
import { createToday } from './state/new-day.ts'
import { createNow } from './state/now.ts'
import { createReconciliation } from './state/reconciliation.ts'
import { createResource } from './state/resource.ts'
import { createNavigation } from './state/route.ts'
import { saveFile } from './state/save-file.ts'
import { type Services, ServicesContext } from './state/services.ts'
import { createSettingsKeeper, recallTheme } from './state/settings.ts'
import { createEarningsKeeper } from './state/earnings.ts'
import { createSubmissions } from './state/submissions.ts'
import { createTaskDetails } from './state/task-details.ts'
import { createTimeLedger } from './state/time-ledger.ts'
import { createToasts } from './state/toasts.ts'
import { createWritten } from './state/written.ts'
import { FaultBoundary } from './ui/fault-boundary.tsx'
import { createToastQueue } from './ui/toast-queue.ts'

/** Entry of the window: the only place that makes instances. */

// The newest of what is used. A browser without it would draw an empty window; so it keeps the words of index.html.
if (!('parse' in URL)) throw new Error('This browser is too old for Understudy.')

// zod would otherwise compile its schemas with `new Function`, which the Content-Security-Policy forbids.
z.config({ jitless: true })

recallTheme(document.documentElement)

const timers: Timers = { set: (run, ms) => window.setTimeout(run, ms), clear: (timer) => window.clearTimeout(timer) }
const storage = pageStorage(window)
const transport =
  'understudy' in window
    ? createPortTransport(window)
    : createSocketTransport(
        window,
        `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}${SOCKET_PATH}`,
        takeDeskKey(window, storage),
      )
const connection = createConnection(transport, timers)
const desk = createDesk(connection)
const newId = createIdSource(
  () => Date.now(),
  // The id source's own array, never a shared one.
  (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
)
const toastQueue = createToastQueue()
const toasts = createToasts(toastQueue)
const status = createResource(() => desk.app.status({}))
const today = createToday(() => Date.now(), status)

const copies = createCopyMemory()
const written = createWritten(storage, () => Date.now())

const session = newId()
const events = createDeskEvents(desk, connection, session)
holdSession(navigator.locks, session)
const drafts = createDraftKeeper({
  desk,
  events,
  session,
  timers: {
    after: (ms, run) => {
      const timer = timers.set(run, ms)
      return () => timers.clear(timer)
    },
  },
  mirror: createDraftMirror(storage, () => liveSessions(navigator.locks)),
  now: () => performance.now(),
  onDefect: reportError,
  onNotice: (text) => toasts.complain(text),
  writing: {
    sourceOf: (text) => copies.sourceOf(text),
    snippets: () => status.store.getState().value?.settings.snippets ?? [],
    onWritten: ({ words }) => written.add(words),
  },
})

const save = (name: string, type: string, text: string): void => saveFile(document, name, type, text)

const services: Services = {
  desk,
  events,
  newId,
  session,
  navigation: createNavigation(window),
  actions: createActions(),
  now: createNow(() => Date.now()),
  today,
  connection: createConnectionState(connection, timers),
  toasts,
  status,
  settings: createSettingsKeeper(desk, status, toasts),
  overview: createResource(() => desk.sync.overview({})),
  carriage: createCarriage(desk, (name, content) => saveFile(document, name, 'application/octet-stream', content)),
  carry: createCarry(desk),
  clock: createClock(desk, toasts, () => performance.now()),
  taskDetails: createTaskDetails(desk),
  drafts,
  copies,
  written,
  inbox: createInbox(desk, toasts),
  submissions: createSubmissions(desk),
  reconciliation: createReconciliation(desk, toasts, save),
  timeLedger: createTimeLedger(desk, toasts, today),
  exports: createExports(desk, toasts, today, (name, type, bytes) => saveFile(document, name, type, bytes)),
  earnings: createEarningsKeeper(desk),
  backups: createResource(() => desk.backup.list({})),
}

connectStores(services, document.documentElement)
services.navigation.start()
services.clock.start(window)
services.now.start(window)
drafts.start(window)
askWhileBusy(window, services.carriage)
events.start()
connection.start()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no root')
createRoot(root).render(
  <StrictMode>
    <ServicesContext value={services}>
      <FaultBoundary>
        <App toastQueue={toastQueue} />
      </FaultBoundary>
    </ServicesContext>
  </StrictMode>,
)
