import { useState } from 'react'
import { useServices, useRoute } from '../../state/services.ts'
import { routeToHash } from '../../state/route.ts'
import { Button } from '../../ui/button.tsx'
import { FaultBoundary } from '../../ui/fault-boundary.tsx'
import { useShortcuts } from '../../ui/use-shortcuts.ts'
import { AwayDialog } from './away-dialog.tsx'
import { useDroppedFile } from './use-dropped-file.ts'
import { CheatSheet } from './cheat-sheet.tsx'
import { FootLine } from './foot-line.tsx'
import styles from './frame.module.css'
import { Notices } from './notices.tsx'
import { Screen } from './screen.tsx'
import { TopBar } from './top-bar.tsx'
import { useWindowCommands } from './use-window-commands.ts'

/** What is around every screen: where to go, the clock, how the desk stands. */
export function Frame() {
  const { navigation, toasts, clock } = useServices()
  const route = useRoute()
  const [showsKeys, setShowsKeys] = useState(false)
  useWindowCommands()
  useDroppedFile()
  useShortcuts({
    'Alt+1': () => navigation.go({ screen: 'inbox' }),
    'Alt+2': () => navigation.go({ screen: 'sync' }),
    'Alt+3': () => navigation.go({ screen: 'time' }),
    'Alt+4': () => navigation.go({ screen: 'earnings' }),
    'Alt+5': () => navigation.go({ screen: 'settings' }),
    'Alt+P': () => void clock.toggle(route.screen === 'task' ? route.taskId : undefined),
    'Mod+Z': () => void toasts.undoLast(),
    '?': () => setShowsKeys(true),
    F1: () => setShowsKeys(true),
    F6: () => focusNextPart(1),
    Escape: () => {
      if (route.screen !== 'inbox') navigation.back()
    },
  })
  return (
    <div className={styles['frame']}>
      <Button
        variant="primary"
        className={styles['skip'] ?? ''}
        onPress={() => document.querySelector<HTMLElement>('main h1')?.focus()}
      >
        Go to the page
      </Button>
      <TopBar />
      <Notices />
      <main className={styles['main']} data-part="main">
        <FaultBoundary key={routeToHash(route)}>
          <Screen />
        </FaultBoundary>
      </main>
      <AwayDialog />
      <FootLine onShowKeys={() => setShowsKeys(true)} />
      <CheatSheet isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  )
}

/** Goes round the parts of the window, so that no part is out of reach of the keyboard (an editor keeps the Tab key). */
function focusNextPart(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-part]')]
  const at = parts.findIndex((part) => part.contains(document.activeElement))
  for (let i = 1; i <= parts.length; i++) {
    const part = parts[(at + step * i + parts.length * 2) % parts.length]
    const target = part?.querySelector<HTMLElement>(
      'h1[tabindex], a[href], button:not([disabled]), input, [tabindex="0"]',
    )
    if (target !== null && target !== undefined) {
      target.focus()
      return
    }
  }
}
