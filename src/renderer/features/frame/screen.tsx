import { useRoute } from '../../state/services.ts'
import { Earnings } from '../earnings/earnings.tsx'
import { Inbox } from '../inbox/inbox.tsx'
import { Settings } from '../settings/settings.tsx'
import { GoingOffline } from '../sync/going-offline.tsx'
import { Reconcile } from '../sync/reconcile.tsx'
import { Sync } from '../sync/sync.tsx'
import { Time } from '../time/time.tsx'
import { TaskScreen } from './task-screen.tsx'

/** The screen that the address names. */
export function Screen() {
  const route = useRoute()
  switch (route.screen) {
    case 'inbox':
      return <Inbox />
    case 'task':
      return <TaskScreen key={route.taskId} taskId={route.taskId} />
    case 'sync':
      return <Sync />
    case 'reconcile':
      return <Reconcile />
    case 'offline':
      return <GoingOffline />
    case 'time':
      return <Time />
    case 'earnings':
      return <Earnings />
    case 'settings':
      return <Settings />
  }
}
