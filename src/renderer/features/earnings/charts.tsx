import type { ReactNode } from 'react'
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { EarningsMonth, EarningsTask } from '../../../shared/contract/desk-invoices.ts'
import { duration, money } from '../../format/amounts.ts'
import { monthToShort } from '../../format/dates.ts'
import { hourTicks } from '../../format/week-chart.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Section } from '../../ui/page.tsx'
import { Wide } from '../../ui/wide.tsx'
import styles from './earnings.module.css'

const HEIGHT = 220
const MOST_TASKS = 12

type ChartsProps = { readonly months: readonly EarningsMonth[]; readonly tasks: readonly EarningsTask[] }

/** Earned against paid by month, and the estimate of each task against the time it took. A table stands behind each. */
export function Charts({ months, tasks }: ChartsProps) {
  const byCurrency = [...Map.groupBy(months, ({ currency }) => currency)]
  const estimated = tasks.filter((task) => task.estimateMs !== undefined && task.workMs > 0).slice(0, MOST_TASKS)
  return (
    <>
      {byCurrency.map(([currency, own]) => (
        <Months key={currency} currency={currency} months={own} />
      ))}
      {estimated.length === 0 ? null : <Estimates tasks={estimated} />}
    </>
  )
}

function Months({ currency, months }: { readonly currency: string; readonly months: readonly EarningsMonth[] }) {
  const write = (minor: number): string => money({ minor, currency }, {}, true)
  return (
    <Section title={`Earned and paid by month, ${currency}`}>
      <Chart
        rows={months.map(({ month, earned, paid }) => ({
          id: month,
          name: monthToShort(month),
          first: earned,
          second: paid,
        }))}
        names={['Earned', 'Paid']}
        write={write}
        what="Month"
      />
    </Section>
  )
}

function Estimates({ tasks }: { readonly tasks: readonly EarningsTask[] }) {
  return (
    <Section title="Estimate against time taken">
      <Chart
        rows={tasks.map(({ taskId, title, estimateMs = 0, workMs }) => ({
          id: taskId,
          whole: title,
          name: title.length > 22 ? `${title.slice(0, 21)}…` : title,
          first: estimateMs,
          second: workMs,
        }))}
        names={['Estimate', 'Taken']}
        write={duration}
        what="Task"
        ticks={hourTicks(Math.max(...tasks.flatMap(({ estimateMs = 0, workMs }) => [estimateMs, workMs])))}
      />
    </Section>
  )
}

type ChartProps = {
  readonly rows: readonly {
    readonly id: string
    /** On the axis, where there is little room: more than one may be called the same there. */
    readonly name: string
    readonly whole?: string
    readonly first: number
    readonly second: number
  }[]
  readonly names: readonly [string, string]
  readonly write: (value: number) => string
  readonly what: string
  /** Where the axis is marked, the last at its end; without them at whole figures. */
  readonly ticks?: readonly number[]
}

function Chart({ rows, names: [first, second], write, what, ticks }: ChartProps): ReactNode {
  return (
    <>
      <div className={styles['chart']} aria-hidden="true">
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart
            accessibilityLayer={false}
            data={[...rows]}
            margin={{ top: 8, right: 8, bottom: 4, left: 8 }}
            barGap={2}
          >
            <CartesianGrid vertical={false} stroke="var(--rule)" />
            <XAxis dataKey="name" stroke="var(--ink-2)" tickLine={false} fontSize={12} />
            <YAxis
              width={76}
              stroke="var(--ink-2)"
              tickLine={false}
              axisLine={false}
              tickFormatter={write}
              // Of the least that there is of a currency there are no parts: an axis with some named two marks alike.
              allowDecimals={false}
              {...(ticks === undefined ? {} : { ticks: [...ticks], domain: [0, ticks.at(-1) ?? 0] })}
              fontSize={12}
            />
            <Tooltip
              formatter={(value) => write(Number(value))}
              cursor={{ fill: 'var(--accent-soft)' }}
              contentStyle={{ background: 'var(--raised)', border: '1px solid var(--rule)', color: 'var(--ink)' }}
              isAnimationActive={false}
            />
            <Legend iconType="square" itemSorter={null} />
            <Bar dataKey="first" name={first} fill="var(--ink-3)" isAnimationActive={false} maxBarSize={28} />
            <Bar dataKey="second" name={second} fill="var(--accent)" isAnimationActive={false} maxBarSize={28} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Disclosure title="As a table" of={`by ${what.toLowerCase()}`} level={3}>
        <Wide>
          <table className={styles['list']}>
            <thead>
              <tr>
                <th scope="col">{what}</th>
                <th scope="col">{first}</th>
                <th scope="col">{second}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row">{row.whole ?? row.name}</th>
                  <td>{write(row.first)}</td>
                  <td>{write(row.second)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      </Disclosure>
    </>
  )
}
