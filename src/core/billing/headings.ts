import type { TaskState } from '../../shared/domain/work.ts'
import type { BillableTask } from './sheet.ts'

/** The headings of a timesheet. Time that may not be paid stands there too, under its own. */
export type Heading = {
  readonly title:
    | 'Accepted work'
    | 'Handed in'
    | 'Begun'
    | 'Came back'
    | 'Handed in elsewhere'
    | 'Not accepted'
    | 'Withdrawn'
    | 'Given back'
    | 'Practice'
  /** Why it is not with the accepted work; in the operator's words where there are any. */
  readonly reason: string
  /** Whether it is put forward as paid time; the rest is shown with its reason. */
  readonly isBillable: boolean
}

const ELSEWHERE =
  'The work goes on at another computer, which claims its own time alone. Add this time there by hand, or take the task back and hand it in here.'

const begun: Heading = { title: 'Begun', reason: 'The work is not handed in yet.', isBillable: true }
const handedIn: Heading = { title: 'Handed in', reason: 'The hub has not decided yet.', isBillable: true }

const handedInElsewhere: Heading = {
  title: 'Handed in elsewhere',
  reason:
    'It was handed in from another computer, or before a backup was put back here, and is paid as it was claimed there.',
  isBillable: false,
}

const practice: Heading = { title: 'Practice', reason: 'Nobody pays for the sample.', isBillable: false }

const headings: Record<TaskState, Heading> = {
  offered: begun,
  taken: begun,
  drafting: begun,
  elsewhere: { ...begun, reason: ELSEWHERE },
  ready: { ...handedIn, reason: 'The work waits to be sent.' },
  sent: { ...handedIn, reason: 'The work is on its way.' },
  received: handedIn,
  accepted: { title: 'Accepted work', reason: '', isBillable: true },
  returned: { title: 'Came back', reason: 'The operator asks for changes.', isBillable: true },
  rejected: { title: 'Not accepted', reason: 'The operator did not accept the work.', isBillable: false },
  withdrawn: { title: 'Withdrawn', reason: 'The operator withdrew the task.', isBillable: false },
  declined: { title: 'Given back', reason: 'The task was given back.', isBillable: false },
}

/** In which order headings stand. */
export const headingOrder: readonly Heading['title'][] = [
  'Accepted work',
  'Handed in',
  'Begun',
  'Came back',
  'Handed in elsewhere',
  'Not accepted',
  'Withdrawn',
  'Given back',
  'Practice',
]

export function headingOf({
  state,
  reason,
  isSample,
  isAcceptedBefore,
  isClaimedElsewhere,
}: Pick<BillableTask, 'state' | 'reason' | 'isSample' | 'isAcceptedBefore' | 'isClaimedElsewhere'>): Heading {
  if (isSample === true) return practice
  if (isClaimedElsewhere === true) return handedInElsewhere
  if (isAcceptedBefore === true) {
    const why = 'An earlier version was accepted, and the newest was not'
    return { ...headings.accepted, reason: reason === undefined || reason === '' ? `${why}.` : `${why}: ${reason}` }
  }
  const heading = headings[state]
  return reason === undefined || reason === '' ? heading : { ...heading, reason }
}
