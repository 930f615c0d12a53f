import { useState } from 'react'
import type { HubView } from '../../../shared/contract/desk-views.ts'
import { errorToText } from '../../client/error-text.ts'
import { hubStateWords } from '../../format/desk-state.ts'
import { useResource, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Section } from '../../ui/page.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { ConnectDialog } from '../frame/connect-dialog.tsx'
import styles from './settings.module.css'

/** Where tasks come from. */
export function Hubs() {
  const { overview } = useServices()
  const { value } = useResource(overview)
  const [isAdding, setIsAdding] = useState(false)
  /** The address of the hub to sign in with again. */
  const [again, setAgain] = useState<string>()
  const [leaving, setLeaving] = useState<HubView>()
  const hubs = value?.hubs ?? []
  function connect(address: string | undefined): void {
    setAgain(address)
    setIsAdding(true)
  }
  useActions('Settings', [
    { id: 'connect', name: 'Connect another hub', also: 'code enrol', run: () => connect(undefined) },
    ...hubs.map((hub) =>
      hub.state === 'signed-out'
        ? { id: `in-${hub.id}`, name: `Sign in again: ${hub.name}`, run: () => connect(hub.address) }
        : { id: `out-${hub.id}`, name: `Sign out: ${hub.name}`, run: () => setLeaving(hub) },
    ),
  ])
  return (
    <Section title="Hubs">
      {hubs.length === 0 ? (
        <p className={styles['add']}>The sample programme is here; it has no hub behind it.</p>
      ) : null}
      <ul>
        {hubs.map((hub) => (
          <li key={hub.id} className={styles['hub']}>
            <div>
              <span className={styles['hubName']}>{hub.name}</span>
              <div className={styles['note']}>
                {hub.expertName} · {hub.address}
              </div>
            </div>
            <StateBadge {...hubStateWords(hub.state)} />
            {hub.state === 'signed-out' ? (
              <Button size="small" onPress={() => connect(hub.address)}>
                Sign in again
              </Button>
            ) : (
              <Button size="small" onPress={() => setLeaving(hub)}>
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className={styles['add']}>
        <Button onPress={() => connect(undefined)}>Connect another hub</Button>
      </div>
      <ConnectDialog address={again} isOpen={isAdding} onClose={() => setIsAdding(false)} />
      <SignOut hub={leaving} onClose={() => setLeaving(undefined)} />
    </Section>
  )
}

/** Asked for once more, because it cannot be undone: signing in again takes a new code from the operator. */
function SignOut({ hub, onClose }: { readonly hub: HubView | undefined; readonly onClose: () => void }) {
  const { desk, overview, toasts } = useServices()
  const [last, setLast] = useState(hub)
  if (hub !== undefined && hub !== last) setLast(hub)
  const name = (hub ?? last)?.name ?? ''

  async function signOut(): Promise<void> {
    if (hub === undefined) return
    try {
      await desk.setup.signOut({ hubId: hub.id })
      toasts.say(`Signed out of ${name}.`)
      onClose()
      await overview.refresh()
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  return (
    <Dialog
      title={`Sign out of ${name}?`}
      isOpen={hub !== undefined}
      onClose={onClose}
      buttons={
        <>
          <Button onPress={onClose}>Stay signed in</Button>
          <Button variant="danger" onPress={() => void signOut()}>
            Sign out
          </Button>
        </>
      }
    >
      <p>
        Your work, your time and your receipts stay on this computer. What waits to be sent goes on waiting. To sign in
        again you need a new code from the operator.
      </p>
    </Dialog>
  )
}
