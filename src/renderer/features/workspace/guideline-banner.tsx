import type { TaskDetail } from '../../../shared/contract/desk-views.ts'
import { shortDate } from '../../format/dates.ts'
import { useNow } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'

/** Says that the guideline is no longer the one the draft began under; which one counts is the expert's to say. */
export function GuidelineBanner({ detail, onAccept }: { readonly detail: TaskDetail; readonly onAccept: () => void }) {
  const now = useNow()
  const { programme, writtenUnder, writable } = detail
  const { version, changedAt } = programme.guideline
  if (!writable.yes || writtenUnder >= version) return null
  return (
    <Banner tone="attention" action={<Button onPress={onAccept}>Work by version {version}</Button>}>
      The guideline changed while you were writing: it is version {version} of {shortDate(changedAt, now)} now. You
      began under version {writtenUnder}, and your work will say so.
    </Banner>
  )
}
