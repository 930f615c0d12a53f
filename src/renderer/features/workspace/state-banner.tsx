import { type ReactNode, use } from 'react'
import type { SubmissionView, TaskDetail } from '../../../shared/contract/desk-views.ts'
import type { Review, ReviewComment } from '../../../shared/domain/work.ts'
import { moment } from '../../format/dates.ts'
import { notAcceptedWords, withdrawnSinceWords } from '../../format/states.ts'
import { useNow, useResource, useServices } from '../../state/services.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { ChangesSince } from './returned/changes-since.tsx'
import { ReviewContext } from './returned/review-context.ts'
import { placeLabel, SaidList, toPlace } from './returned/said-list.tsx'
import type { Within } from './use-jumps.ts'
import styles from './workspace.module.css'

type StateBannerProps = {
  readonly detail: TaskDetail
  readonly onTakeBack: () => void
  readonly onRevise: () => void
  readonly onSendAsItIs: () => void
  readonly onContinueHere: () => void
  readonly onJump: (field: string, within?: Within) => void
}

/** Where work that is not simply being written stands, and what one can do about it. */
export function StateBanner(props: StateBannerProps) {
  const { row, assignment } = props.detail
  const since = withdrawnSinceWords(row.state, assignment)
  return (
    <>
      {since === undefined ? null : (
        <Banner tone="attention">
          <p>{since}</p>
          {assignment.reason === undefined ? null : <p className={styles['said']}>{assignment.reason}</p>}
        </Banner>
      )}
      <OfItsState {...props} />
    </>
  )
}

function OfItsState(props: StateBannerProps) {
  const { detail, onTakeBack, onRevise, onSendAsItIs, onContinueHere, onJump } = props
  const { row, assignment, submissions } = detail
  const now = useNow()
  const [newest] = submissions
  switch (row.state) {
    case 'returned':
      return (
        <Returned
          detail={detail}
          review={submissions.find(({ review }) => review !== undefined)?.review}
          onJump={onJump}
        />
      )
    case 'ready':
      return <Waiting detail={detail} onTakeBack={onTakeBack} />
    case 'sent':
      return <Banner>It is on its way to the hub. The receipt comes when it has arrived.</Banner>
    case 'received':
      return (
        <Banner
          action={
            detail.isElsewhere ? (
              <Button onPress={onContinueHere}>Continue here</Button>
            ) : (
              <Button onPress={onRevise}>Change it</Button>
            )
          }
        >
          {receiptWords(newest, now)}{' '}
          {detail.isElsewhere
            ? `You have gone on with it on ${holderName(detail)}.`
            : 'You can still change it and send it again.'}
        </Banner>
      )
    case 'accepted':
      return (
        <Banner>
          <Said
            head={`Accepted. ${receiptWords(newest, now)}`}
            review={newest?.review}
            detail={detail}
            onJump={onJump}
          />
        </Banner>
      )
    case 'rejected':
      return (
        <Banner tone="problem">
          <Said head={notAcceptedWords(submissions)} review={newest?.review} detail={detail} onJump={onJump} />
        </Banner>
      )
    case 'elsewhere':
      return (
        <Banner tone="attention" action={<Button onPress={onContinueHere}>Continue here</Button>}>
          You continue this task on {holderName(detail)}. Writing here is closed until you take it back. What you wrote
          here, your time and your receipts stay on this computer.
        </Banner>
      )
    case 'withdrawn':
      return (
        <Banner
          tone="attention"
          action={detail.canSendAsItIs ? <Button onPress={onSendAsItIs}>Send as it is</Button> : undefined}
        >
          <p>
            The operator has withdrawn this task. What you wrote, your time and your receipts stay here.
            {detail.canSendAsItIs ? ' You can still send what you wrote, finished or not: the hub takes it.' : ''}
          </p>
          {assignment.reason === undefined ? null : <p className={styles['said']}>{assignment.reason}</p>}
        </Banner>
      )
    case 'offered':
    case 'declined':
    case 'taken':
    case 'drafting': {
      const earlier = submissions.find(({ receipt }) => receipt !== undefined)
      return earlier === undefined ? null : (
        <>
          <Banner>{receiptWords(earlier, now)} What you send now takes its place.</Banner>
          <ChangesSince />
        </>
      )
    }
  }
}

function holderName({ assignment }: TaskDetail): string {
  return assignment.holder === undefined ? 'another computer' : `“${assignment.holder.name}”`
}

function receiptWords(submission: SubmissionView | undefined, now: number): string {
  const receipt = submission?.receipt
  if (receipt === undefined) return ''
  const late = receipt.late ? ' It came late and is kept all the same.' : ''
  return `The hub has it, receipt ${moment(receipt.receivedAt, now)}.${late}`
}

type ReturnedProps = {
  readonly detail: TaskDetail
  readonly review: Review | undefined
  readonly onJump: (field: string, within?: Within) => void
}

function Returned({ detail, review, onJump }: ReturnedProps) {
  const now = useNow()
  const when = review === undefined ? '' : ` from ${review.reviewer}, ${moment(review.reviewedAt, now)}`
  return (
    <>
      <Banner tone="attention" below={<SaidList fields={detail.task.fields} onJump={onJump} />}>
        <p className={styles['bannerHead']}>This came back with comments{when}.</p>
        {review?.reason === undefined ? null : <p className={styles['said']}>{review.reason}</p>}
      </Banner>
      <ChangesSince />
    </>
  )
}

type SaidProps = ReturnedProps & { readonly head: string }

/** What the reviewer said: about the whole in words, about a part as a way to it. */
function Said({ head, review, detail, onJump }: SaidProps) {
  return (
    <>
      <p className={styles['bannerHead']}>{head}</p>
      {review?.reason === undefined ? null : <p className={styles['said']}>{review.reason}</p>}
      {numbered(review).map(({ index, comment }) =>
        comment.field === undefined ? (
          <p key={index} className={styles['said']}>
            {comment.text}
          </p>
        ) : (
          <PlacedComment key={index} comment={comment} field={comment.field} detail={detail} onJump={onJump} />
        ),
      )}
    </>
  )
}

/** By their numbers: two may say the same of different places. */
function numbered(review: Review | undefined): { readonly index: number; readonly comment: ReviewComment }[] {
  return (review?.comments ?? []).map((comment, index) => ({ index, comment }))
}

type PlacedCommentProps = Pick<ReturnedProps, 'detail' | 'onJump'> & {
  readonly comment: ReviewComment
  readonly field: string
}

/** A comment on a field, a part of it or a passage in it: a way to there. */
function PlacedComment({ comment, field, detail, onJump }: PlacedCommentProps) {
  const draft = use(ReviewContext)?.draft
  return (
    <Button
      variant="quiet"
      className={styles['missing'] ?? ''}
      onPress={() => (draft === undefined ? onJump(field) : toPlace(draft, comment, field, onJump))}
    >
      <span className={styles['missingLabel']}>{placeLabel(detail.task.fields, comment, field, draft)}</span>
      <span className={styles['missingText']}>{comment.text}</span>
    </Button>
  )
}

function Waiting({ detail, onTakeBack }: { readonly detail: TaskDetail; readonly onTakeBack: () => void }) {
  const { overview } = useServices()
  // A take or a wish of this task that the hub refused says nothing of the work behind it.
  const { value } = useResource(overview)
  const lane = value?.lanes.find(({ taskId, kind }) => taskId === detail.row.id && kind === 'submit')
  const action: ReactNode = <Button onPress={onTakeBack}>Take it back</Button>
  if (lane?.state === 'quarantined') {
    return (
      <Banner tone="attention" action={action}>
        {lane.reason?.text ?? 'The hub did not take it.'}
      </Banner>
    )
  }
  const waits =
    value?.workOffline === true
      ? 'It waits while you work offline, and goes by itself once you turn that off under Sync.'
      : 'It waits for the network and goes by itself.'
  const why = lane?.reason?.text ?? waits
  return (
    <Banner action={action}>
      Finished. {detail.row.sample ? 'It belongs to the sample, which has no hub: it stays on this computer.' : why}
    </Banner>
  )
}
