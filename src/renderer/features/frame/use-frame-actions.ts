import { useStore } from 'zustand'
import { errorToText } from '../../client/error-text.ts'
import { type Action, EVERYWHERE, LOOKS } from '../../state/actions.ts'
import { useActions } from '../../state/use-actions.ts'
import { useResource, useRoute, useServices, useStatus } from '../../state/services.ts'
import { themes } from '../../state/settings.ts'

export type FrameDoings = {
  readonly showKeys: () => void
  readonly showPalette: () => void
  readonly nextPart: () => void
}

/** What can be done on every screen. @returns the actions, for their keys */
export function useFrameActions({ showKeys, showPalette, nextPart }: FrameDoings): readonly Action[] {
  const { navigation, toasts, clock, overview, desk, exports, backups } = useServices()
  const route = useRoute()
  const { value: state } = useResource(overview)
  const isRunning = useStore(clock.store, ({ time }) => time?.running !== undefined)

  async function tell(call: Promise<unknown>, said: string): Promise<void> {
    try {
      await call
      toasts.say(said)
      await overview.refresh()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  const isOffline = state?.workOffline === true
  const actions: readonly Action[] = [
    {
      id: 'inbox',
      name: 'Go to Inbox',
      shortcut: 'Alt+1',
      also: 'tasks list',
      run: () => navigation.go({ screen: 'inbox' }),
    },
    {
      id: 'sync',
      name: 'Go to Sync',
      shortcut: 'Alt+2',
      also: 'hubs outbox receipts',
      run: () => navigation.go({ screen: 'sync' }),
    },
    {
      id: 'time',
      name: 'Go to Time',
      shortcut: 'Alt+3',
      also: 'hours clock day week',
      run: () => navigation.go({ screen: 'time' }),
    },
    {
      id: 'earnings',
      name: 'Go to Earnings',
      shortcut: 'Alt+4',
      also: 'invoice money',
      run: () => navigation.go({ screen: 'earnings' }),
    },
    {
      id: 'settings',
      name: 'Go to Settings',
      shortcut: 'Alt+5',
      also: 'preferences',
      run: () => navigation.go({ screen: 'settings' }),
    },
    {
      id: 'offline-trip',
      name: 'Prepare to go offline',
      also: 'trip days away',
      run: () => navigation.go({ screen: 'offline' }),
    },
    {
      id: 'reconcile',
      name: 'Compare with the hubs',
      also: 'reconcile',
      run: () => navigation.go({ screen: 'reconcile' }),
    },
    {
      id: 'clock',
      name: isRunning ? 'Pause the clock' : 'Start the clock',
      shortcut: 'Alt+P',
      also: 'timer',
      run: () => void clock.toggle(route.screen === 'task' ? route.taskId : undefined),
    },
    {
      id: 'offline',
      name: isOffline ? 'Work online again' : 'Work offline',
      also: 'network',
      run: () =>
        void tell(desk.sync.setOffline({ offline: !isOffline }), isOffline ? 'Working online.' : 'Working offline.'),
    },
    ...(isOffline || (state?.hubs.length ?? 0) === 0
      ? []
      : [
          {
            id: 'sync-now',
            name: 'Ask the hubs now',
            also: 'try sync',
            run: () => void tell(desk.sync.now({}), 'Asked.'),
          },
        ]),
    {
      id: 'export',
      name: 'Export timesheet',
      also: 'csv hours file',
      run: () => {
        navigation.go({ screen: 'time' })
        void exports.make()
      },
    },
    {
      id: 'backup',
      name: 'Back up now',
      run: () =>
        void tell(
          desk.backup.make({}).then(() => backups.refresh()),
          'Backed up.',
        ),
    },
    {
      id: 'undo',
      name: 'Take back what was just done',
      shortcut: 'Mod+Z',
      also: 'undo',
      run: () => void toasts.undoLast(),
    },
    { id: 'part', name: 'Next part of the window', shortcut: 'F6', also: 'focus', run: nextPart },
    {
      id: 'back',
      name: 'Back',
      shortcut: 'Escape',
      run: () => {
        if (route.screen !== 'inbox') navigation.back()
      },
    },
    { id: 'keys', name: 'All shortcuts', shortcut: '?', also: 'keyboard help', run: showKeys },
  ]
  const palette = { id: 'palette', name: 'All actions', shortcut: 'Mod+K' }
  // The palette does not offer itself.
  useActions(EVERYWHERE, [...actions, palette])
  useActions(LOOKS, useLooks())
  return [...actions, { ...palette, run: showPalette }]
}

const LARGEST = 4

function useLooks(): readonly Action[] {
  const { settings: keeper } = useServices()
  const settings = useStatus()?.settings
  if (settings === undefined) return []
  const { textSize, theme } = settings
  return [
    ...themes
      .filter(({ key }) => key !== theme)
      .map(({ key, label }) => ({
        id: key,
        name: `Theme: ${label}`,
        also: 'looks',
        run: () => keeper.change({ theme: key }),
      })),
    ...(textSize < LARGEST
      ? [
          {
            id: 'larger',
            name: 'Larger writing',
            also: 'text size',
            run: () => keeper.change({ textSize: textSize + 1 }),
          },
        ]
      : []),
    ...(textSize > 0
      ? [
          {
            id: 'smaller',
            name: 'Smaller writing',
            also: 'text size',
            run: () => keeper.change({ textSize: textSize - 1 }),
          },
        ]
      : []),
  ]
}
