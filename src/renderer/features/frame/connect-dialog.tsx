import { useServices } from '../../state/services.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { EnrolForm } from './enrol-form.tsx'

type ConnectDialogProps = {
  /** Filled in: the address of a hub to sign in with again. */
  readonly address?: string | undefined
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Connects with another hub, or signs in again with one that is known. */
export function ConnectDialog({ address, isOpen, onClose }: ConnectDialogProps) {
  const { overview } = useServices()
  return (
    <Dialog title={address === undefined ? 'Connect with a hub' : 'Sign in again'} isOpen={isOpen} onClose={onClose}>
      <EnrolForm
        address={address}
        onEnrolled={() => {
          onClose()
          void overview.refresh()
        }}
      />
    </Dialog>
  )
}
