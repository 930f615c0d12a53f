import { useLayoutEffect, useRef, useState } from 'react'
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, type TooltipContentProps, XAxis, YAxis } from 'recharts'
import type { TaskSpan } from '../../../shared/contract/desk-time.ts'
import { duration } from '../../format/amounts.ts'
import { dateToShort, dateToWeekday } from '../../format/dates.ts'
import { estimateHeight, hourTicks, WEEK_HEIGHT, type WeekPlan } from '../../format/week-chart.ts'
import { useNow } from '../../state/services.ts'
import styles from './week.module.css'

const HOUR = 3_600_000
/** Beside the bars, for the hours. */
const HOURS_WIDTH = 64
/** Of a name, on average, also in the larger letters. */
const LETTER_WIDTH = 8.75
/** What `Wed 30 Sept` needs, also in the larger letters. */
const DAY_WIDTH = 96

const axis = {
  stroke: 'var(--edge)',
  tick: { fill: 'var(--ink-2)', fontSize: 'var(--text-s)' },
  tickLine: false,
} as const

/** The colour of a series; the rest of many is grey. */
function colourOf(key: string): string {
  return key === 'rest' ? 'var(--series-5)' : `var(--series-${Number(key.slice(1)) + 1})`
}

type WeekChartProps = { readonly plan: WeekPlan; readonly label: string }

/**
 * A bar for each day, piled up from programmes or tasks. What it shows can also be read as a table beside it, and by a screen
 * reader there only: the drawing would be a stop without a name, and figures without their bars.
 */
export function WeekChart({ plan, label }: WeekChartProps) {
  const now = useNow()
  const { ref, width } = useWidth()
  const isTight = (width - HOURS_WIDTH) / plan.days.length < DAY_WIDTH
  const rows = plan.days.map(({ date, parts }) => ({
    name: isTight ? dateToWeekday(date) : dateToShort(date, now),
    ...parts,
  }))
  const longest = Math.max(...plan.days.map(({ parts }) => Object.values(parts).reduce((sum, ms) => sum + ms, 0)))
  const ticks = hourTicks(longest)
  return (
    <figure ref={ref} className={styles['chart']} aria-label={label}>
      {width === 0 ? null : (
        <div aria-hidden="true">
          <BarChart
            accessibilityLayer={false}
            width={width}
            height={WEEK_HEIGHT}
            data={rows}
            margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          >
            <CartesianGrid vertical={false} stroke="var(--rule)" />
            <XAxis dataKey="name" interval={0} {...axis} />
            <YAxis
              ticks={ticks}
              domain={[0, ticks.at(-1) ?? HOUR]}
              tickFormatter={duration}
              width={HOURS_WIDTH}
              axisLine={false}
              {...axis}
            />
            <Tooltip cursor={{ fill: 'var(--sunk)' }} isAnimationActive={false} content={showHint} />
            {plan.series.map(({ key, name }) => (
              <Bar
                key={key}
                dataKey={key}
                name={name}
                stackId="day"
                fill={colourOf(key)}
                maxBarSize={56}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </div>
      )}
      <figcaption>
        <ul className={styles['legend']}>
          {plan.series.map(({ key, name }) => (
            <li key={key}>
              <span className={styles['swatch']} style={{ background: colourOf(key) }} />
              {name}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  )
}

type EstimateChartProps = { readonly tasks: readonly TaskSpan[]; readonly label: string }

/** For each task what was expected, what it took, and where the most that is paid lies. */
export function EstimateChart({ tasks, label }: EstimateChartProps) {
  const { ref, width } = useWidth()
  const rows = tasks.map(({ title, estimateMs = 0, totalMs }) => ({ name: title, estimateMs, totalMs }))
  const ticks = hourTicks(Math.max(...rows.flatMap(({ estimateMs, totalMs }) => [estimateMs, totalMs])))
  const nameWidth = Math.min(280, Math.round(width * 0.35))
  const caps = [...new Set(tasks.flatMap(({ capMs }) => capMs ?? []))]
  return (
    <figure ref={ref} className={styles['chart']} aria-label={label}>
      {width === 0 ? null : (
        <div aria-hidden="true">
          <BarChart
            accessibilityLayer={false}
            layout="vertical"
            width={width}
            height={estimateHeight(rows.length)}
            data={rows}
            margin={{ top: 8, right: 24, bottom: 0, left: 0 }}
            barGap={2}
          >
            <CartesianGrid horizontal={false} stroke="var(--rule)" />
            <XAxis type="number" ticks={ticks} domain={[0, ticks.at(-1) ?? HOUR]} tickFormatter={duration} {...axis} />
            <YAxis
              type="category"
              dataKey="name"
              width={nameWidth}
              interval={0}
              axisLine={false}
              {...axis}
              tickFormatter={(title: string) => shorten(title, Math.floor(nameWidth / LETTER_WIDTH))}
            />
            <Tooltip cursor={{ fill: 'var(--sunk)' }} isAnimationActive={false} content={showHint} />
            {caps.length === 1 ? <ReferenceLine x={caps[0] ?? 0} stroke="var(--amber)" strokeDasharray="4 3" /> : null}
            <Bar
              dataKey="estimateMs"
              name="Estimate"
              fill="var(--ground)"
              stroke="var(--edge)"
              barSize={12}
              isAnimationActive={false}
            />
            <Bar dataKey="totalMs" name="Taken" fill="var(--series-1)" barSize={12} isAnimationActive={false} />
          </BarChart>
        </div>
      )}
      <figcaption>
        <ul className={styles['legend']}>
          <li>
            <span className={styles['swatch']} data-expected />
            Estimate
          </li>
          <li>
            <span className={styles['swatch']} style={{ background: 'var(--series-1)' }} />
            Taken
          </li>
          {caps.length === 1 ? (
            <li>
              <span className={styles['swatch']} data-cap />
              The most that is paid
            </li>
          ) : null}
        </ul>
      </figcaption>
    </figure>
  )
}

type HintProps = Pick<TooltipContentProps, 'active' | 'payload' | 'label'>

/** What stands under the pointer, in words. */
function showHint({ active, payload, label }: HintProps) {
  if (!active) return null
  return (
    <div className={styles['hint']}>
      <strong>{String(label)}</strong>
      {payload.map(({ name, value }) => (
        <div key={String(name)}>
          {String(name)} {duration(Number(value))}
        </div>
      ))}
    </div>
  )
}

/** The width there is, known before anything is shown and followed as it changes. */
function useWidth() {
  const ref = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = (): void => setWidth(Math.floor(element.clientWidth))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, width }
}

function shorten(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1)).trimEnd()}…`
}
