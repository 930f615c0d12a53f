import { useStore } from 'zustand'
import { useRoute, useServices, useStatus } from '../../state/services.ts'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { ToastRegion } from '../../ui/toast-region.tsx'

export function App() {
  const route = useRoute()
  const status = useStatus()
  const { toasts, connection } = useServices()
  const { state } = useStore(connection)
  return (
    <>
      <Page key={route.screen}>
        <ScreenHeading>{route.screen}</ScreenHeading>
        <p>
          {state} {status?.version}
        </p>
      </Page>
      <ToastRegion queue={toasts.queue} />
    </>
  )
}
