import { useServices, useTaskDetail } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { Prose } from '../../ui/prose.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { Offer } from '../offer/offer.tsx'

/** A task: as an offer while it is one, else as the place where it is worked on. */
export function TaskScreen({ taskId }: { readonly taskId: string }) {
  const { navigation } = useServices()
  const { value, problem } = useTaskDetail(taskId)
  if (value !== undefined) {
    const isOffer = value.row.state === 'offered' || value.row.state === 'declined'
    return isOffer ? (
      <Offer detail={value} />
    ) : (
      <Page>
        <ScreenHeading>{value.row.title}</ScreenHeading>
        <Prose text={value.task.brief} />
      </Page>
    )
  }
  if (problem === undefined) return null
  return (
    <Page>
      <ScreenHeading>This task cannot be shown</ScreenHeading>
      <EmptyState
        title={problem}
        action={<Button onPress={() => navigation.go({ screen: 'inbox' })}>To the inbox</Button>}
      />
    </Page>
  )
}
