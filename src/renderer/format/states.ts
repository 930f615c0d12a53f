import type { Agreement } from '../../shared/contract/desk-reconcile.ts'
import type { LaneView, SubmissionView } from '../../shared/contract/desk-views.ts'
import type { TaskKind } from '../../shared/domain/task.ts'
import type { Assignment, TaskState } from '../../shared/domain/work.ts'

/** Colour of a state; the words carry the meaning. */
export type Tone = 'plain' | 'active' | 'done' | 'attention' | 'problem'
export type StateWords = { readonly text: string; readonly tone: Tone }

const taskStates: Record<TaskState, StateWords> = {
  offered: { text: 'On offer', tone: 'plain' },
  taken: { text: 'Taken', tone: 'active' },
  drafting: { text: 'Being written', tone: 'active' },
  ready: { text: 'Waits to be sent', tone: 'plain' },
  sent: { text: 'On its way', tone: 'plain' },
  received: { text: 'The hub has it', tone: 'done' },
  accepted: { text: 'Accepted', tone: 'done' },
  returned: { text: 'Came back with comments', tone: 'attention' },
  rejected: { text: 'Not accepted', tone: 'problem' },
  declined: { text: 'Given back', tone: 'plain' },
  withdrawn: { text: 'Withdrawn', tone: 'plain' },
  elsewhere: { text: 'On another computer', tone: 'plain' },
}

export function taskStateWords(state: TaskState): StateWords {
  return taskStates[state]
}

const submissionStates: Record<SubmissionView['state'], StateWords> = {
  ready: taskStates.ready,
  sent: taskStates.sent,
  received: taskStates.received,
  accepted: taskStates.accepted,
  returned: taskStates.returned,
  rejected: taskStates.rejected,
  quarantined: { text: 'Held back', tone: 'attention' },
}

export function submissionStateWords(state: SubmissionView['state']): StateWords {
  return submissionStates[state]
}

const kinds: Record<TaskKind, string> = {
  author: 'Write a task',
  answer: 'Answer',
  compare: 'Compare',
  grade: 'Grade',
  revise: 'Revise',
  converse: 'Converse',
}

export function taskKindWords(kind: TaskKind): string {
  return kinds[kind]
}

/** What the expert did, as it waits in the outbox. */
export function laneWords(kind: LaneView['kind']): string {
  return { take: 'Taken', decline: 'Given back', extend: 'More time asked for', submit: 'Finished work' }[kind]
}

const laneStates: Record<LaneView['state'], StateWords> = {
  waiting: { text: 'Waits for the network', tone: 'plain' },
  sending: { text: 'On its way', tone: 'active' },
  later: { text: 'Is tried again', tone: 'plain' },
  quarantined: { text: 'Needs you', tone: 'attention' },
}

/** @param isOffline whether the person works offline, which holds everything here, whatever the network is */
export function laneStateWords(state: LaneView['state'], isOffline = false): StateWords {
  return isOffline && state !== 'quarantined' ? waitsOffline : laneStates[state]
}

/** No network brings it on: the person does, by the switch. */
export const waitsOffline: StateWords = { text: 'Waits while you work offline', tone: 'plain' }

const changeKinds: Record<string, string> = {
  expert: 'Your own entry',
  programme: 'A programme',
  batch: 'A batch',
  task: 'A task',
  submission: 'Word of a submission',
}

/** What a change of the feed is about. */
export function changeKindWords(kind: string): string {
  return changeKinds[kind] ?? 'Something new'
}

const agreements: Record<Agreement, StateWords> = {
  agrees: { text: 'The same', tone: 'done' },
  'not-sent': { text: 'Only here', tone: 'plain' },
  'no-answer': { text: 'No answer yet', tone: 'active' },
  held: { text: 'Held back', tone: 'attention' },
  unproven: { text: 'Not proven', tone: 'problem' },
}

const goesOn: ReadonlySet<TaskState> = new Set(['returned', 'taken', 'drafting', 'received'])

/** Told where work on a withdrawn task can go on: what came back, or was opened again, is not closed by a recall. */
export function withdrawnSinceWords(state: TaskState, assignment: Pick<Assignment, 'state'>): string | undefined {
  return assignment.state === 'withdrawn' && goesOn.has(state)
    ? 'The operator has withdrawn this task since. What you send is still kept, and marked; ask before you put more work into it.'
    : undefined
}

/** Told of work that was not accepted. @param submissions all of the task; one before may have been accepted, and counts */
export function notAcceptedWords(submissions: readonly Pick<SubmissionView, 'state'>[]): string {
  return submissions.some(({ state }) => state === 'accepted')
    ? 'What you sent last was not accepted. What you had sent before was, and stays to be paid.'
    : 'This work was not accepted.'
}

/** How what is here and what the hub holds stand to each other. */
export function agreementWords(agreement: Agreement): StateWords {
  return agreements[agreement]
}

/** What can still be done with a task that was given back: who gave it back may have it again until it has gone on. */
export function givenBackWords({ state }: Pick<Assignment, 'state'>): string {
  return state === 'declined'
    ? 'You gave this task back, and the hub has heard it. You can take it again unless it has gone on to somebody else; what you wrote is kept here.'
    : 'You gave this task back. You can still take it.'
}
