import { useEffect, useMemo } from 'react'
import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { createDecisions, type Decisions } from '../../state/draft-decisions.ts'
import { useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { ScreenHeading } from '../../ui/screen-heading.tsx'
import { OfferScreen } from './offer-screen.tsx'
import { OpenDesk } from './open-desk.tsx'
import { ReviewProvider } from './returned/review-provider.tsx'
import { useDraft } from './use-draft.ts'
import { useOpenTask } from './use-open-task.ts'

const CANNOT = 'This task cannot be shown'

/** A task: as an offer while it is one, else as the place where it is read and written. */
export function Workspace({ taskId }: { readonly taskId: string }) {
  const { desk, toasts } = useServices()
  const { detail: value, problem } = useOpenTask(taskId)
  const decisions = useMemo(() => createDecisions(desk, toasts), [desk, toasts])
  const title = value?.row.title ?? (problem === undefined ? undefined : CANNOT)
  useEffect(() => {
    if (title !== undefined) document.title = `${title} – Understudy`
  }, [title])
  if (value === undefined) return problem === undefined ? null : <Trouble text={problem} />
  const isOffer = value.row.state === 'offered' || value.row.state === 'declined'
  return isOffer ? (
    <OfferScreen detail={value} decisions={decisions} />
  ) : (
    <WithDraft detail={value} decisions={decisions} />
  )
}

function WithDraft({ detail, decisions }: { readonly detail: TaskDetail; readonly decisions: Decisions }) {
  const { draft, problem } = useDraft(detail)
  if (draft !== undefined) {
    return (
      <ReviewProvider detail={detail} draft={draft}>
        <OpenDesk detail={detail} draft={draft} decisions={decisions} />
      </ReviewProvider>
    )
  }
  // The core answers within milliseconds; until then nothing is better than something that jumps.
  return problem === undefined ? null : <Trouble text={problem} />
}

function Trouble({ text }: { readonly text: string }) {
  const { navigation } = useServices()
  return (
    <Page>
      <ScreenHeading>{CANNOT}</ScreenHeading>
      <EmptyState
        title={text}
        action={<Button onPress={() => navigation.go({ screen: 'inbox' })}>To the inbox</Button>}
      />
    </Page>
  )
}
