import type { DayView, StripPiece } from '../../../shared/contract/desk-time.ts'
import { duration } from '../../format/amounts.ts'
import { hourOfDay, length, localClock } from '../../format/time-words.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Wide } from '../../ui/wide.tsx'
import figures from './figures.module.css'
import styles from './strip.module.css'

const HOUR = 60
/** A strip shows so many hours at least, or a minute would look like a morning. */
const LEAST_HOURS = 4

const names: Record<StripPiece['kind'], string> = {
  work: 'Work',
  reading: 'Reading',
  kept: 'Kept by you',
  idle: 'No sign of work',
  away: 'Asleep, locked or away',
}

/** The day from its first hour to its last, by local time as it was then. The table behind it says the same. */
export function DayStrip({ day }: { readonly day: DayView }) {
  const { pieces, corrections, date } = day
  const places = pieces.map((piece) => ({ piece, from: localMinute(piece, date), minutes: piece.ms / 60_000 }))
  const { first, last } = hoursOf(places)
  const width = (last - first) * HOUR
  const kinds = new Set(pieces.map(({ kind }) => kind))
  const correctedMs = corrections.reduce((sum, { ms }) => sum + ms, 0)

  return (
    <div className={styles['around']}>
      <div>
        <div className={styles['rail']} aria-hidden>
          {hourMarks(first, last).map((hour) => (
            <span key={hour} className={styles['line']} style={{ left: `${((hour - first) * HOUR * 100) / width}%` }} />
          ))}
          {places.map(({ piece, from, minutes }) => (
            <span
              key={`${piece.start} ${piece.kind} ${piece.taskId}`}
              className={styles['piece']}
              data-kind={piece.kind}
              title={pieceToWords(piece)}
              style={{ left: `${((from - first * HOUR) * 100) / width}%`, width: `${(minutes * 100) / width}%` }}
            />
          ))}
        </div>
        <div className={styles['hours']} aria-hidden>
          {hourMarks(first, last).map((hour) => (
            <span key={hour} style={{ left: `${((hour - first) * HOUR * 100) / width}%` }}>
              {hourOfDay(hour)}
            </span>
          ))}
        </div>
      </div>
      <ul className={styles['legend']}>
        {(Object.keys(names) as StripPiece['kind'][])
          .filter((kind) => kinds.has(kind))
          .map((kind) => (
            <li key={kind}>
              <span className={styles['swatch']} data-kind={kind} />
              {names[kind]} {duration(sumOf(pieces, kind))}
            </li>
          ))}
        {corrections.length === 0 ? null : (
          <li>
            <span className={styles['swatch']} data-kind="corrected" />
            Corrected by hand {correctedMs < 0 ? '−' : '+'}
            {duration(Math.abs(correctedMs))}
          </li>
        )}
      </ul>
      <Disclosure title="As a table" of="of the day" level={3}>
        <StripTable day={day} />
      </Disclosure>
    </div>
  )
}

function StripTable({ day }: { readonly day: DayView }) {
  const titles = new Map(day.tasks.map(({ taskId, title }) => [taskId, title]))
  return (
    <Wide>
      <table className={figures['table']}>
        <caption>The day as a table</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Length</th>
            <th scope="col">What</th>
            <th scope="col">Task</th>
          </tr>
        </thead>
        <tbody>
          {day.pieces.map((piece) => (
            <tr key={`${piece.start} ${piece.kind} ${piece.taskId}`}>
              <td>{localClock(piece.start, piece.offsetMinutes)}</td>
              <td>{localClock(piece.end, piece.offsetMinutes)}</td>
              <td>{length(piece.ms)}</td>
              <td>
                {names[piece.kind]}
                {piece.note === undefined ? '' : `: ${piece.note}`}
              </td>
              <td>{titles.get(piece.taskId) ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}

function pieceToWords({ kind, start, end, offsetMinutes, ms, note }: StripPiece): string {
  const when = `${localClock(start, offsetMinutes)} to ${localClock(end, offsetMinutes)}`
  return `${names[kind]}, ${when}, ${length(ms)}${note === undefined ? '' : `: ${note}`}`
}

/** Minutes from the local midnight at which the day began. */
function localMinute({ start, offsetMinutes }: StripPiece, date: string): number {
  return (start - Date.parse(`${date}T00:00:00Z`)) / 60_000 + offsetMinutes
}

function hoursOf(places: readonly { from: number; minutes: number }[]): { first: number; last: number } {
  const starts = places.map(({ from }) => from)
  const ends = places.map(({ from, minutes }) => from + minutes)
  let first = Math.max(0, Math.floor(Math.min(24 * HOUR, ...starts) / HOUR))
  let last = Math.min(24, Math.ceil(Math.max(0, ...ends) / HOUR))
  // An hour on each side in turn, as far as the day goes.
  for (let side = 0; last - first < LEAST_HOURS; side++) {
    if (side % 2 === 0) last = Math.min(24, last + 1)
    else first = Math.max(0, first - 1)
  }
  return { first, last }
}

/** No more than a dozen hours are named. */
function hourMarks(first: number, last: number): number[] {
  const step = last - first > 12 ? 2 : 1
  return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((hour) => (hour - first) % step === 0)
}

function sumOf(pieces: readonly StripPiece[], kind: StripPiece['kind']): number {
  return pieces.reduce((sum, piece) => sum + (piece.kind === kind ? piece.ms : 0), 0)
}
