import { useState } from 'react'
import { actionsToShortcuts } from '../../state/actions.ts'
import { useRoute } from '../../state/services.ts'
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
import { Palette } from './palette.tsx'
import { Screen } from './screen.tsx'
import { TopBar } from './top-bar.tsx'
import { type FrameDoings, useFrameActions } from './use-frame-actions.ts'
import { useWindowCommands } from './use-window-commands.ts'

/** What is around every screen: where to go, the clock, how the desk stands. */
export function Frame() {
  const route = useRoute()
  const [showsKeys, setShowsKeys] = useState(false)
  const [showsPalette, setShowsPalette] = useState(false)
  // What can be done is another on another screen, to which the browser's own keys may lead from here.
  const address = routeToHash(route)
  const [shownAt, setShownAt] = useState(address)
  if (shownAt !== address) {
    setShownAt(address)
    setShowsKeys(false)
    setShowsPalette(false)
  }
  const doings: FrameDoings = {
    showKeys: () => setShowsKeys(true),
    showPalette: () => setShowsPalette(true),
    nextPart: () => focusNextPart(1),
  }
  useWindowCommands(doings)
  useDroppedFile()
  const actions = useFrameActions(doings)
  useShortcuts({ ...actionsToShortcuts(actions), F1: doings.showKeys })
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
        <FaultBoundary key={address}>
          <Screen />
        </FaultBoundary>
      </main>
      <AwayDialog />
      <FootLine onShowKeys={doings.showKeys} onShowPalette={doings.showPalette} />
      <Palette isOpen={showsPalette} onClose={() => setShowsPalette(false)} />
      <CheatSheet isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </div>
  )
}

/** Goes round the parts of the window, so that no part is out of reach of the keyboard (an editor keeps the Tab key). */
function focusNextPart(step: 1 | -1): void {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-part]')]
  // The last that holds it: the clock is a part of its own within the one with the places.
  const at = parts.findLastIndex((part) => part.contains(document.activeElement))
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
