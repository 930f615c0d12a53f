import { useState } from 'react'
import type { UnsentView } from '../../../shared/contract/desk-views.ts'
import { count } from '../../format/amounts.ts'
import { relativeDue } from '../../format/dates.ts'
import { useNow, useServices } from '../../state/services.ts'
import { useActions } from '../../state/use-actions.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { Section } from '../../ui/page.tsx'
import { ShownPart } from '../../ui/shown-part.tsx'
import { StateBadge } from '../../ui/state-badge.tsx'
import { MoreTimeDialog } from '../frame/more-time-dialog.tsx'
import type { LaneActionProps } from './lane-action.tsx'
import styles from './sync.module.css'

/** As with what waits: all of thousands at once would hold up the window. */
const SHOWN = 100

type UnsentListProps = { readonly unsent: readonly UnsentView[]; readonly onTell: LaneActionProps['onTell'] }

/** What is written and was not sent, where its day is near or over or the task was withdrawn. */
export function UnsentList({ unsent, onTell }: UnsentListProps) {
  const { desk } = useServices()
  const [asking, setAsking] = useState<UnsentView>()
  useActions(
    'Sync',
    unsent.flatMap((one) => {
      const { taskId, title, why } = one
      if (why === 'withdrawn') {
        const send = (): void => void onTell(desk.work.send({ taskId }))
        return [{ id: `send-${taskId}`, name: `Send as it is: “${title}”`, run: send }]
      }
      if (one.sample || one.isAsked) return []
      return [{ id: `ask-${taskId}`, name: `Ask for more time: “${title}”`, run: () => setAsking(one) }]
    }),
  )
  return (
    <>
      {unsent.length === 0 ? null : (
        <Section title="Not sent yet">
          <ShownPart
            items={unsent}
            step={SHOWN}
            itemKey={({ taskId }) => taskId}
            className={styles['lane']}
            more={(left) => `Show more (${count(left, 'other', 'others')})`}
            renderRow={(one) => <Unsent one={one} onAsk={() => setAsking(one)} onTell={onTell} />}
          />
        </Section>
      )}
      {/* Not in the list, which may go meanwhile: with it went what was typed, and it opened by itself with the next list. */}
      <MoreTimeDialog task={asking} onClose={() => setAsking(undefined)} />
    </>
  )
}

type UnsentProps = Pick<UnsentListProps, 'onTell'> & { readonly one: UnsentView; readonly onAsk: () => void }

function Unsent({ one, onAsk, onTell }: UnsentProps) {
  const { desk } = useServices()
  const now = useNow()
  const { taskId, title, why, dueAt } = one
  const state =
    why === 'withdrawn'
      ? { text: 'Withdrawn', tone: 'plain' as const }
      : { text: dueAt === undefined ? '' : `Due ${relativeDue(dueAt, now)}`, tone: 'attention' as const }
  return (
    <>
      <div className={styles['laneName']}>
        <Link href={`#/task/${taskId}`} dir="auto" className={styles['laneTitle'] ?? ''}>
          {title}
        </Link>
        <div className={styles['note']}>{notes[why]}</div>
      </div>
      <StateBadge {...state} />
      <span className={styles['end']}>
        {why === 'withdrawn' ? (
          <Button size="small" onPress={() => void onTell(desk.work.send({ taskId }))}>
            Send as it is
          </Button>
        ) : one.sample ? null : one.isAsked ? (
          <span className={styles['note']}>More time is asked for</span>
        ) : (
          <Button size="small" onPress={onAsk}>
            Ask for more time
          </Button>
        )}
      </span>
    </>
  )
}

const notes = {
  soon: 'You can ask for more time. What comes late is kept and marked late.',
  late: 'It can still be sent: it is kept and marked late.',
  withdrawn: 'What you wrote is kept. You can send it as it is, finished or not.',
} as const
