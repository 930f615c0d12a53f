import { type KeyboardEvent, memo, useState } from 'react'
import type { ConversationTurn } from '../../../../../../shared/domain/structured.ts'
import { Button } from '../../../../../ui/button.tsx'
import { isComposing } from '../../../../../ui/is-composing.ts'
import { Tick } from '../../../../../ui/marks.tsx'
import { Menu, MenuItem } from '../../../../../ui/menu.tsx'
import { Prose } from '../../../../../ui/prose.tsx'
import { keyName } from '../../../../../ui/use-shortcuts.ts'
import type { ConversationActions } from './conversation-actions.ts'
import { TurnText } from './turn-text.tsx'
import { speakers } from './speakers.ts'
import styles from './conversation.module.css'

type TurnViewProps = {
  readonly turn: ConversationTurn
  /** Its place on the way through the conversation, from 1. */
  readonly number: number
  /** Which answer to the same turn it is, from 0, and of how many. */
  readonly at: number
  readonly of: number
  readonly canBranch: boolean
  readonly isReadOnly: boolean
  readonly actions: ConversationActions
  readonly onCompare: (id: string) => void
}

/** One turn: who speaks, what is said, and the other answers that stand in its place. Drawn anew only when it changes. */
export const TurnView = memo(function TurnView(props: TurnViewProps) {
  const { turn, number, at, of, canBranch, isReadOnly, actions, onCompare } = props
  const { id, role, text, preferred = false } = turn
  const [isPreview, setPreview] = useState(false)
  const answer = of > 1 ? `, answer ${at + 1} of ${of}` : ''
  const name = `Turn ${number}, ${speakers[role]}${answer}`

  function press(event: KeyboardEvent): void {
    const run = isComposing(event.nativeEvent) ? undefined : keyed(event)
    if (run === undefined) return
    event.preventDefault()
    run()
  }

  function keyed({ nativeEvent, shiftKey }: KeyboardEvent): (() => void) | undefined {
    const name = keyName(nativeEvent)
    if (name === 'Alt+ArrowUp') return () => actions.toTurn(id, -1)
    if (name === 'Alt+ArrowDown') return () => actions.toTurn(id, 1)
    if (of > 1 && name === 'Alt+ArrowLeft') return () => actions.toSibling(id, -1)
    if (of > 1 && name === 'Alt+ArrowRight') return () => actions.toSibling(id, 1)
    if (isReadOnly) return undefined
    if (of > 1 && name === 'Alt+B') return () => actions.prefer(id)
    if (name !== 'Alt+Enter') return undefined
    if (shiftKey) return canBranch ? () => actions.answerAnew(id) : undefined
    return () => actions.next(id)
  }

  return (
    <li data-part-id={id} data-role={role} data-preferred={preferred} className={styles['turn']}>
      <div role="presentation" className={styles['inner']} onKeyDown={press}>
        <div className={styles['head']}>
          <h4 className={styles['speaker']}>
            <span className={styles['number']}>{number}</span>
            {speakers[role]}
          </h4>
          {of > 1 ? (
            <fieldset className={styles['siblings']} aria-label={`Answers in place of turn ${number}`}>
              <Button
                variant="quiet"
                size="small"
                aria-label="Answer before"
                isDisabled={at === 0}
                onPress={() => actions.toSibling(id, -1)}
              >
                ‹
              </Button>
              <span className={styles['place']}>
                {at + 1} of {of}
              </span>
              <Button
                variant="quiet"
                size="small"
                aria-label="Next answer"
                isDisabled={at === of - 1}
                onPress={() => actions.toSibling(id, 1)}
              >
                ›
              </Button>
              <Button variant="quiet" size="small" onPress={() => onCompare(id)}>
                Compare
              </Button>
            </fieldset>
          ) : null}
          {of > 1 && isReadOnly && preferred ? <span className={styles['better']}>Better</span> : null}
          {of > 1 && !isReadOnly ? (
            <Button
              variant="quiet"
              size="small"
              aria-pressed={preferred}
              className={styles['better'] ?? ''}
              onPress={() => actions.prefer(id)}
            >
              Better
              {preferred ? <Tick /> : null}
            </Button>
          ) : null}
          {isReadOnly ? null : (
            <span className={styles['doings']}>
              <Button variant="quiet" size="small" aria-pressed={isPreview} onPress={() => setPreview(!isPreview)}>
                {isPreview ? 'Write' : 'Preview'}
              </Button>
              <Menu
                label={`More for turn ${number}`}
                trigger={
                  <Button variant="quiet" size="small" aria-label={`More for turn ${number}`}>
                    More
                  </Button>
                }
              >
                <MenuItem text="Next turn" shortcut="Alt+Enter" onAction={() => later(() => actions.next(id))} />
                {canBranch ? (
                  <MenuItem
                    text="Another answer in its place"
                    shortcut="Alt+Shift+Enter"
                    onAction={() => later(() => actions.answerAnew(id))}
                  />
                ) : null}
                {(['user', 'assistant', 'system'] as const)
                  .filter((one) => one !== role)
                  .map((one) => (
                    <MenuItem
                      key={one}
                      text={`Spoken by: ${speakers[one]}`}
                      onAction={() => actions.setRole(id, one)}
                    />
                  ))}
                <MenuItem text="Remove with what follows" isDanger onAction={() => later(() => actions.remove(id))} />
              </Menu>
            </span>
          )}
        </div>
        {isReadOnly || isPreview ? (
          <section className={styles['said']} aria-label={name} tabIndex={-1}>
            {text.trim() === '' ? (
              <p className={styles['nothing']}>Nothing was written here.</p>
            ) : (
              <Prose text={text} />
            )}
          </section>
        ) : (
          <TurnText
            text={text}
            label={name}
            placeholder={role === 'assistant' ? 'What the model should answer…' : 'What is said…'}
            onWrite={(next, event) => actions.write(id, next, event)}
          />
        )}
      </div>
    </li>
  )
})

/** Once the menu has closed and let go of the focus. */
function later(run: () => void): void {
  requestAnimationFrame(run)
}
