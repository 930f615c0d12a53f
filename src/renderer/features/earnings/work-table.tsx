import { useRef } from 'react'
import type { EarningsTask } from '../../../shared/contract/desk-invoices.ts'
import { duration, money, wholeNumber } from '../../format/amounts.ts'
import { submissionStateWords } from '../../format/states.ts'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { useShownPart } from '../../ui/use-shown-part.ts'
import { Wide } from '../../ui/wide.tsx'
import styles from './earnings.module.css'

const SHOWN = 12
/** So many more with each press: thousands of rows at once would hold up the window. */
const STEP = 100

/** Each piece of work with its time, as rounded where a rule rounds, and what it earns. */
export function WorkTable({ tasks }: { readonly tasks: readonly EarningsTask[] }) {
  const body = useRef<HTMLTableSectionElement>(null)
  const { most, showMore } = useShownPart(body, SHOWN, STEP)
  const shown = tasks.slice(0, most)
  return (
    <>
      <Wide>
        <table className={styles['list']}>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">State</th>
              <th scope="col" className={styles['amount']}>
                Worked
              </th>
              <th scope="col" className={styles['amount']}>
                Counts as
              </th>
              <th scope="col" className={styles['amount']}>
                Earns
              </th>
              <th scope="col">Invoice</th>
            </tr>
          </thead>
          <tbody ref={body}>
            {shown.map((task) => (
              <tr key={task.taskId}>
                <td>
                  <Link href={`#/task/${task.taskId}`}>{task.title}</Link>
                </td>
                <td>{submissionStateWords(task.state).text}</td>
                <td className={styles['amount']}>{duration(task.workMs)}</td>
                <td className={styles['amount']} title={task.rounding}>
                  {task.roundedMs === task.workMs ? '' : duration(task.roundedMs)}
                </td>
                <td className={styles['amount']}>{money(task.amount)}</td>
                <td>{task.invoice ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {roundingRules(tasks).map((rule) => (
        <p key={rule} className={styles['note']}>
          Time is rounded by the programme: {rule}.
        </p>
      ))}
      {tasks.length > shown.length ? (
        <Button variant="quiet" size="small" onPress={showMore}>
          {wholeNumber(tasks.length - shown.length)} more
        </Button>
      ) : null}
    </>
  )
}

function roundingRules(tasks: readonly EarningsTask[]): string[] {
  return [...new Set(tasks.flatMap(({ rounding }) => (rounding === undefined ? [] : [rounding])))]
}
