import { useEffect, useState } from 'react'
import { outboxWords } from '../../format/desk-state.ts'
import { errorToText } from '../../client/error-text.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { Switch } from '../../ui/switch.tsx'
import { ConnectDialog } from '../frame/connect-dialog.tsx'
import { ByHand } from './by-hand.tsx'
import { FilesSection } from './files-section.tsx'
import { HubList } from './hub-list.tsx'
import { RefusedChanges } from './refused-changes.tsx'
import { SubmissionsTable } from './submissions-table.tsx'
import styles from './sync.module.css'
import { UnsentList } from './unsent-list.tsx'
import { WaitingList } from './waiting-list.tsx'

/** What goes between this computer and the hubs. */
export function Sync() {
  const { overview, carry, desk, toasts } = useServices()
  const { value, problem } = useResource(overview)
  /** The hub to sign in with again. */
  const [signingIn, setSigningIn] = useState<string>()
  useEffect(() => {
    document.title = 'Sync – Understudy'
    void overview.refresh()
  }, [overview])
  useEffect(() => carry.watch(), [carry])

  async function tell(call: Promise<unknown>): Promise<boolean> {
    try {
      await call
      await overview.refresh()
      return true
    } catch (error) {
      toasts.complain(errorToText(error))
      return false
    }
  }

  if (value === undefined) return problem === undefined ? null : <Page>{problem}</Page>
  return (
    <Page>
      <div className={styles['head']}>
        <div>
          <ScreenHeading>Sync</ScreenHeading>
          <output className={styles['summary']}>{outboxWords(value)}</output>
        </div>
        <div className={styles['controls']}>
          <Switch
            label="Work offline"
            isSelected={value.workOffline}
            onChange={(offline) => {
              overview.put({ ...value, workOffline: offline })
              void tell(desk.sync.setOffline({ offline }))
            }}
          />
          <Button
            isDisabled={value.workOffline || value.hubs.length === 0}
            onPress={() => void tell(desk.sync.now({}))}
          >
            Ask the hubs now
          </Button>
        </div>
      </div>
      {value.refusedChanges > 0 ? <RefusedChanges count={value.refusedChanges} /> : null}
      <HubList hubs={value.hubs} onSignIn={setSigningIn} />
      <WaitingList lanes={value.lanes} onTell={tell} onSignIn={setSigningIn} />
      <FilesSection onTell={tell} />
      <UnsentList unsent={value.unsent} onTell={tell} />
      {value.hubs.length === 0 ? null : <ByHand hubs={value.hubs} lanes={value.lanes} />}
      <SubmissionsTable />
      <ConnectDialog
        key={signingIn}
        address={value.hubs.find((hub) => hub.id === signingIn)?.address}
        isOpen={signingIn !== undefined}
        onClose={() => setSigningIn(undefined)}
      />
    </Page>
  )
}
