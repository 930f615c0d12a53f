import { type KeyboardEvent, memo, type RefObject, useMemo, useRef, useState } from 'react'
import { FullDialog } from '../../../../../ui/full-dialog.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { Prose } from '../../../../../ui/prose.tsx'
import { Select } from '../../../../../ui/select.tsx'
import { Switch } from '../../../../../ui/switch.tsx'
import { isTextPlace, keyName } from '../../../../../ui/use-shortcuts.ts'
import { useReadingSigns } from '../../../use-reading-signs.ts'
import { undoByKey } from '../own-undo.ts'
import styles from './comparison.module.css'
import { differenceOf, type Stretch } from './difference.ts'
import { chooseByKey, Judgement } from './judgement.tsx'
import { useSyncedScroll } from './synced-scroll.ts'
import type { Comparing } from './use-comparison.ts'

type SideBySideProps = {
  readonly comparing: Comparing
  readonly taskId: string
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The responses beside each other over the whole window, with what is said of them at their side. */
export function SideBySide(props: SideBySideProps) {
  const { comparing, isOpen, onClose } = props
  const [isSynced, setSynced] = useState(true)
  const [isDifferent, setDifferent] = useState(false)
  const place = useRef<HTMLDivElement>(null)

  function press(event: KeyboardEvent): void {
    if (undoByKey(event, comparing)) return
    if (event.ctrlKey || event.metaKey || event.altKey || isTextPlace(event.target)) return
    const key = keyName(event.nativeEvent).toUpperCase()
    if (key === 'S') setSynced(!isSynced)
    else if (key === 'D') setDifferent(!isDifferent)
    else if (key === 'W') place.current?.querySelector('textarea')?.focus()
    else if (!chooseByKey(key, comparing)) return
    event.preventDefault()
  }

  return (
    <FullDialog
      title={comparing.field.label}
      isOpen={isOpen}
      onClose={onClose}
      onKeyDown={press}
      tools={
        <>
          <Switch label="Scroll together" isSelected={isSynced} onChange={setSynced} />
          <Switch label="Show differences" isSelected={isDifferent} onChange={setDifferent} />
        </>
      }
    >
      <Desk {...props} place={place} isSynced={isSynced} isDifferent={isDifferent} />
    </FullDialog>
  )
}

/** A column takes the focus, so that the arrow keys scroll it. */
const byKey = { tabIndex: 0 } as const

type DeskProps = SideBySideProps & {
  readonly isSynced: boolean
  readonly isDifferent: boolean
  readonly place: RefObject<HTMLDivElement | null>
}

function Desk({ comparing, taskId, isSynced, isDifferent, place }: DeskProps) {
  const { field, responses } = comparing
  const { register, onScroll } = useSyncedScroll(isSynced)
  const [pair, setPair] = useState<readonly [string, string]>(['A', 'B'])
  useReadingSigns(taskId, true, () => `field:${field.key}`)
  const [left, right] = pair.map((letter) => responses.find((one) => one.letter === letter))
  const difference = useMemo(
    () => (isDifferent && left !== undefined && right !== undefined ? differenceOf(left.text, right.text) : undefined),
    [isDifferent, left, right],
  )

  const shownOf = (key: string): readonly Stretch[] | undefined =>
    key === left?.key ? difference?.left : key === right?.key ? difference?.right : undefined

  return (
    <div ref={place} data-section={`field:${field.key}`} className={styles['desk']}>
      <div className={styles['columns']} data-count={responses.length}>
        {responses.map(({ key, letter, name, text }) => {
          const stretches = shownOf(key)
          return (
            <section
              key={key}
              ref={(element) => register(key, element)}
              aria-label={`Response ${name}`}
              {...byKey}
              onScroll={() => onScroll(key)}
              className={styles['column']}
            >
              <h3 className={styles['columnHead']}>
                <span className={styles['big']}>{letter}</span>
                {name === letter
                  ? null
                  : name
                      .slice(letter.length)
                      .trim()
                      .replaceAll(/^\(|\)$/g, '')}
              </h3>
              {stretches === undefined ? <Prose text={text} isSmall /> : <Changed stretches={stretches} />}
            </section>
          )
        })}
      </div>
      <aside aria-label="What you say of them" className={styles['side']}>
        {isDifferent && responses.length > 2 ? (
          <div className={styles['pair']}>
            {([0, 1] as const).map((at) => (
              <Select
                key={at}
                label={at === 0 ? 'Differences between' : 'and'}
                options={responses
                  .filter(({ letter }) => letter !== pair[1 - at])
                  .map(({ letter }) => ({ key: letter, label: letter }))}
                value={pair[at]}
                onChange={(letter) => setPair(at === 0 ? [letter, pair[1]] : [pair[0], letter])}
                isInline
              />
            ))}
          </div>
        ) : null}
        <Judgement comparing={comparing} />
        <Keys comparing={comparing} />
      </aside>
    </div>
  )
}

/** A text as it was written, with what differs marked. */
const Changed = memo(function Changed({ stretches }: { readonly stretches: readonly Stretch[] }) {
  return (
    <p className={styles['plain']}>
      {stretches.map(({ from, text, isChanged }) =>
        isChanged ? <mark key={from}>{text}</mark> : <span key={from}>{text}</span>,
      )}
    </p>
  )
})

function Keys({ comparing: { field, responses } }: { readonly comparing: Comparing }) {
  return (
    <dl aria-label="Keys" className={styles['keys']}>
      {responses.length === 2 ? (
        <>
          <dt>
            <Kbd keys="A" /> <Kbd keys="B" />
            {field.ties ? (
              <>
                {' '}
                <Kbd keys="E" />
              </>
            ) : null}
          </dt>
          <dd>choose</dd>
        </>
      ) : null}
      <dt>
        <Kbd keys="1" /> … <Kbd keys="9" />
      </dt>
      <dd>score, on a scale</dd>
      <dt>
        <Kbd keys="W" />
      </dt>
      <dd>say why</dd>
      <dt>
        <Kbd keys="S" />
      </dt>
      <dd>scroll together or each alone</dd>
      <dt>
        <Kbd keys="D" />
      </dt>
      <dd>show or hide differences</dd>
      <dt>
        <Kbd keys="Esc" />
      </dt>
      <dd>back to the task</dd>
    </dl>
  )
}
