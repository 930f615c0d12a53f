import { useLayoutEffect, useMemo, useRef } from 'react'
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components'
import { moment } from '../../../format/dates.ts'
import { useNow } from '../../../state/services.ts'
import type { TrackMark, VersionTrack } from '../../../state/version-track.ts'
import { Button } from '../../../ui/button.tsx'
import { markWords } from './version-words.ts'
import styles from './versions.module.css'

type TimelineProps = {
  readonly track: VersionTrack
  readonly position: number
  readonly at: number | undefined
  /** It moves by itself: that is not to be read out. */
  readonly isPlaying: boolean
  /** Another place that the shown one is compared with. */
  readonly compared: number | undefined
  readonly onMove: (position: number) => void
}

const WIDTH = 1_000
const HEIGHT = 40

/** The way of the text from its first word to now: its length, what happened on the way, and where one looks. */
export function Timeline({ track, position, at, isPlaying, compared, onMove }: TimelineProps) {
  const now = useNow()
  const { newest, marks } = track
  const share = (place: number): number => (newest === 0 ? 0 : place / newest)
  const curve = useMemo(() => curvePath(track), [track])
  const earlier = marks.findLast((mark) => mark.position < position)
  const later = marks.find((mark) => mark.position > position)
  const when = at === undefined ? 'before the first word' : moment(at, now)
  const words = position === newest ? `Now, last written ${when}` : `Edit ${position} of ${newest}, ${when}`
  const input = useRef<HTMLInputElement>(null)
  // As in `ui/slider.tsx`: the library would have the bare number read out.
  useLayoutEffect(() => input.current?.setAttribute('aria-valuetext', words))
  const here = marks.filter((mark) => mark.position === position)
  return (
    <div className={styles['timeline']}>
      <div className={styles['where']}>
        <Button
          size="small"
          variant="quiet"
          isDisabled={earlier === undefined}
          onPress={() => onMove(earlier?.position ?? 0)}
        >
          ‹ Earlier mark
        </Button>
        <p className={styles['when']} aria-live={isPlaying ? 'off' : 'polite'}>
          {words}
          {here.length === 0 ? null : <span className={styles['marked']}>{here.map(markWords).join(' · ')}</span>}
        </p>
        <Button
          size="small"
          variant="quiet"
          isDisabled={later === undefined}
          onPress={() => onMove(later?.position ?? newest)}
        >
          Later mark ›
        </Button>
      </div>
      <Slider<number>
        aria-label="Version"
        value={position}
        minValue={0}
        maxValue={newest}
        onChange={onMove}
        className={styles['slider'] ?? ''}
      >
        <svg
          className={styles['curve']}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          <path d={curve} />
        </svg>
        <div className={styles['marks']} aria-hidden="true">
          {marks.map((mark) => (
            <Mark key={`${mark.kind} ${mark.id ?? mark.at} ${mark.position}`} mark={mark} left={share(mark.position)} />
          ))}
          {compared === undefined ? null : (
            <span className={styles['compared']} style={{ left: `${share(compared) * 100}%` }} />
          )}
        </div>
        <SliderTrack className={styles['track'] ?? ''}>
          <div className={styles['rail']} />
          <SliderThumb inputRef={input} className={styles['thumb'] ?? ''} />
        </SliderTrack>
      </Slider>
      <p className={styles['legend']} aria-hidden="true">
        <span data-kind="session">a session begins</span>
        <span data-kind="pasted">pasted</span>
        <span data-kind="sent">sent or returned</span>
        <span data-kind="name">named</span>
      </p>
    </div>
  )
}

function Mark({ mark, left }: { readonly mark: TrackMark; readonly left: number }) {
  const kind = mark.kind === 'returned' || mark.kind === 'accepted' || mark.kind === 'rejected' ? 'sent' : mark.kind
  return <span className={styles['mark']} data-kind={kind} title={markWords(mark)} style={{ left: `${left * 100}%` }} />
}

function curvePath({ curve, newest }: VersionTrack): string {
  const most = Math.max(1, ...curve.map(({ length }) => length))
  const points = curve.map(({ position, length }) => {
    const x = (position / Math.max(1, newest)) * WIDTH
    return `${x.toFixed(1)},${(HEIGHT - (length / most) * HEIGHT).toFixed(1)}`
  })
  return `M0,${HEIGHT} L${points.join(' L')} L${WIDTH},${HEIGHT} Z`
}
