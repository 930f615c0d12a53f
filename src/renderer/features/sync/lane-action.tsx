import type { LaneView } from '../../../shared/contract/desk-views.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'

export type LaneActionProps = {
  readonly lane: LaneView
  readonly onTell: (call: Promise<unknown>) => Promise<boolean>
  readonly onSignIn: (hubId: string) => void
}

/** The one thing that helps, and beside it another try for what is held back. */
export function LaneAction(props: LaneActionProps) {
  const { lane, onTell } = props
  const { desk } = useServices()
  const again = (
    <Button
      variant={lane.reason?.action === 'retry' ? 'plain' : 'quiet'}
      size="small"
      onPress={() => void onTell(desk.sync.retry({ taskId: lane.taskId }))}
    >
      Try again
    </Button>
  )
  return (
    <>
      {lane.state === 'quarantined' && lane.reason?.action !== 'retry' ? again : null}
      {lane.reason?.action === 'retry' ? again : <WayOut {...props} />}
    </>
  )
}

function WayOut({ lane, onTell, onSignIn }: LaneActionProps) {
  const { desk, navigation, carriage, overview } = useServices()
  const { value } = useResource(overview)
  const { id: operationId, taskId, hubId, reason } = lane
  const field = reason?.field
  /** Takes the work back, so that it can be written in, and goes to the part it is about. */
  const open = (): void => {
    void onTell(desk.work.undoSend({ taskId })).then((isDone) => {
      if (isDone) navigation.go({ screen: 'task', taskId, ...(field === undefined ? {} : { field }) })
    })
  }
  switch (reason?.action) {
    case 'edit':
      return (
        <Button size="small" onPress={open}>
          Open and mend
        </Button>
      )
    case 'shorten':
      return (
        <Button size="small" onPress={open}>
          Open and shorten
        </Button>
      )
    case 'resend':
      return (
        <Button size="small" onPress={() => void onTell(desk.work.resend({ taskId, operationId }))}>
          Send under a new number
        </Button>
      )
    case 'put-aside':
      return (
        <Button size="small" onPress={() => void onTell(desk.work.putAside({ taskId, operationId }))}>
          Put it aside
        </Button>
      )
    case 'sign-in':
      return (
        <Button size="small" onPress={() => onSignIn(hubId)}>
          Sign in again
        </Button>
      )
    case 'carry': {
      const hub = value?.hubs.find(({ id }) => id === hubId)
      if (hub === undefined) return null
      return (
        <Button size="small" onPress={() => void carriage.save(hub)}>
          Save what waits to a file…
        </Button>
      )
    }
    case 'retry':
    case 'update':
    case 'wait':
    case undefined:
      return null
  }
}
