import { useState } from 'react'
import type { SubmissionView } from '../../../shared/contract/desk-views.ts'
import { duration, rateInWords } from '../../format/amounts.ts'
import { exactMoment } from '../../format/dates.ts'
import { readReceipt } from '../../format/receipt.ts'
import { submissionStateWords } from '../../format/states.ts'
import { copyText } from '../../state/copy-text.ts'
import { useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Link } from '../../ui/link.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import styles from './receipt-dialog.module.css'

type ReceiptDialogProps = { readonly submission: SubmissionView | undefined; readonly onClose: () => void }

/** Everything the hub signed, and whether its signature holds. */
export function ReceiptDialog({ submission, onClose }: ReceiptDialogProps) {
  const { toasts } = useServices()
  // Kept while the dialog closes, so that it does not empty itself before it goes.
  const [last, setLast] = useState(submission)
  if (submission !== undefined && submission !== last) setLast(submission)
  const shown = submission ?? last
  const jws = shown?.receipt?.jws

  const copy = (text: string): void => void copyText(text, 'The receipt is copied.', toasts)

  return (
    <Dialog
      title="Receipt"
      isOpen={submission !== undefined}
      onClose={onClose}
      buttons={jws === undefined ? undefined : <Button onPress={() => copy(jws)}>Copy receipt</Button>}
    >
      {shown === undefined ? null : <Contents submission={shown} onClose={onClose} />}
    </Dialog>
  )
}

function Contents({ submission, onClose }: { readonly submission: SubmissionView; readonly onClose: () => void }) {
  const { receipt, review } = submission
  const signed = receipt === undefined ? undefined : readReceipt(receipt.jws)
  return (
    <div className={styles['contents']}>
      <p className={styles['task']}>
        <Link href={`#/task/${submission.taskId}`} onPress={onClose}>
          {submission.title}
        </Link>
      </p>
      <StateBadge {...submissionStateWords(submission.state)} />
      {receipt === undefined ? (
        <p className={styles['note']}>
          The hub has not signed for this yet. Finished {exactMoment(submission.finishedAt)}.
        </p>
      ) : receipt.verified ? (
        <Banner>
          <strong>Signature checked.</strong> It was made with the key of {receipt.hubName} that this desk has kept
          since it was connected.
        </Banner>
      ) : (
        <Banner tone="problem">
          <strong>The signature could not be confirmed.</strong> Keep the receipt and ask the operator of{' '}
          {receipt.hubName}.
        </Banner>
      )}
      <dl className={styles['facts']}>
        {signed === undefined ? null : (
          <>
            <Fact name="Received" value={exactMoment(signed.receivedAt)} />
            <Fact name="In time" value={signed.late ? 'No, after the agreed day; kept and marked late' : 'Yes'} />
            <Fact name="Time claimed" value={duration(signed.claimedMs)} />
            <Fact name="Rate" value={rateInWords(signed.rate)} />
            <Fact name="Guideline" value={`version ${signed.guidelineVersion}`} />
            <Fact name="Task" value={`revision ${signed.taskRevision}`} />
          </>
        )}
        <Fact name="Hash of what was sent (SHA-256)" value={signed?.contentSha256 ?? submission.contentSha256} isCode />
        {signed === undefined ? null : (
          <>
            <Fact name="Submission" value={signed.submissionId} isCode />
            <Fact name="Task number" value={signed.taskId} isCode />
            <Fact name="Expert" value={signed.expertId} isCode />
            <Fact name="Hub" value={signed.hubId} isCode />
          </>
        )}
      </dl>
      {review === undefined ? null : (
        <p className={styles['note']}>
          Reviewed {exactMoment(review.reviewedAt)}
          {review.reviewer === '' ? '' : ` by ${review.reviewer}`}
          {review.reason === undefined ? '.' : `: ${review.reason}`}
        </p>
      )}
    </div>
  )
}

function Fact({
  name,
  value,
  isCode = false,
}: {
  readonly name: string
  readonly value: string
  readonly isCode?: boolean
}) {
  return (
    <div className={styles['fact']}>
      <dt>{name}</dt>
      <dd className={isCode ? styles['code'] : undefined}>{value}</dd>
    </div>
  )
}
