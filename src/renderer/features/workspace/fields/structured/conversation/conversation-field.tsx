import { useCallback, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Material } from '../../../../../../shared/domain/task.ts'
import { ROOT, walkTurns } from '../../../../../../shared/rules/conversation.ts'
import { count } from '../../../../../format/amounts.ts'
import type { Action } from '../../../../../state/actions.ts'
import { useServices } from '../../../../../state/services.ts'
import { useActions } from '../../../../../state/use-actions.ts'
import { Button } from '../../../../../ui/button.tsx'
import { Disclosure } from '../../../../../ui/disclosure.tsx'
import { Kbd } from '../../../../../ui/kbd.tsx'
import { Prose } from '../../../../../ui/prose.tsx'
import { FieldShell } from '../../field-shell.tsx'
import { LabelAndHelp } from '../../label-and-help.tsx'
import fields from '../../fields.module.css'
import { undoByKey } from '../own-undo.ts'
import type { StructuredProps } from '../structured-props.ts'
import { useReach } from '../use-reach.ts'
import { CompareAnswers } from './compare-answers.tsx'
import { createConversationActions } from './conversation-actions.ts'
import { createConversationPlace } from './conversation-place.ts'
import { speakers } from './speakers.ts'
import { TurnView } from './turn-view.tsx'
import styles from './conversation.module.css'

type Earlier = Extract<Material, { kind: 'conversation' }>

/** What the list of shortcuts tells; each key does something only in a turn. */
const shortcuts: readonly Action[] = [
  { id: 'next', name: 'Next turn', shortcut: 'Alt+Enter' },
  { id: 'another', name: 'Another answer', shortcut: 'Alt+Shift+Enter' },
  { id: 'left', name: 'To the answer before', shortcut: 'Alt+Left' },
  { id: 'right', name: 'To the other answer', shortcut: 'Alt+Right' },
  { id: 'better', name: 'This answer is better', shortcut: 'Alt+B' },
]

/** A conversation: turns one below the other, along one branch at a time. */
export function ConversationField(props: StructuredProps<'conversation'>) {
  const { field, value, structure, task, comments, isReadOnly } = props
  const { newId, toasts } = useServices()
  useActions('Conversation', isReadOnly ? [] : shortcuts)
  const labelId = useId()
  const list = useRef<HTMLDivElement>(null)
  const [compared, setCompared] = useState<string>()
  const earlier = useMemo(() => earlierOf(task.materials, field.from), [task.materials, field.from])
  const [place] = useState(createConversationPlace)
  const { chosen, wanted } = useStore(place)
  const actions = useMemo(
    () =>
      createConversationActions({
        structure,
        newId,
        spokeLast: () => earlier?.turns.at(-1)?.role,
        place,
        offerUndo: (text, undo) => toasts.offerUndo(text, undo),
      }),
    [structure, newId, earlier, place, toasts],
  )

  // Once the turn that is wanted has been drawn.
  useLayoutEffect(() => {
    if (wanted === undefined) return
    const words = (turn: string): string => `${turn} :is(textarea, section)`
    const sought = wanted === ROOT ? `${words('[data-part-id]')}, [data-first]` : words(`[data-part-id="${wanted}"]`)
    const turn = list.current?.querySelector<HTMLElement>(sought)
    if (turn === null || turn === undefined) return
    place.setState({ wanted: undefined })
    turn.focus()
  })
  useReach(list, (id) => actions.show(id))
  const compare = useCallback((id: string) => setCompared(id), [])

  const turns = value?.turns ?? []
  const steps = walkTurns(turns, chosen)
  const forks = steps.flatMap((step, index) => (step.siblings.length > 1 ? [{ ...step, number: index + 1 }] : []))
  const shown = steps.findIndex(({ turn }) => turn.id === compared)
  const last = steps.at(-1)?.turn.id
  const offset = earlier?.turns.length ?? 0

  return (
    <FieldShell
      fieldKey={field.key}
      comments={comments}
      heading={<LabelAndHelp label={field.label} help={field.help} labelId={labelId} />}
      aside={
        <>
          {field.required ? null : <span className={fields['optional']}>May stay empty</span>}
          {turns.length === 0 ? null : (
            <span className={fields['count']} data-off={steps.length < field.minTurns}>
              {count(steps.length, 'turn', 'turns')}
              {steps.length < field.minTurns ? ` of ${field.minTurns}` : ''}
            </span>
          )}
        </>
      }
    >
      {earlier === undefined ? null : <EarlierTurns material={earlier} />}
      {forks.length === 0 ? null : (
        <nav aria-label="Where you are in the conversation" className={styles['crumbs']}>
          <ol className={styles['crumbList']}>
            {forks.map(({ turn, at, siblings, number }) => (
              <li key={turn.id}>
                <Button variant="quiet" size="small" onPress={() => actions.show(turn.id)}>
                  Turn {offset + number}: answer {at + 1} of {siblings.length}
                </Button>
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div
        ref={list}
        data-rows
        role="presentation"
        className={styles['conversation']}
        onKeyDown={(event) => void (isReadOnly || undoByKey(event, actions))}
      >
        {steps.length === 0 ? null : (
          <ol className={styles['turns']}>
            {steps.map(({ turn, siblings, at }, index) => (
              <TurnView
                key={turn.id}
                turn={turn}
                number={offset + index + 1}
                at={at}
                of={siblings.length}
                canBranch={field.branches}
                isReadOnly={isReadOnly}
                actions={actions}
                onCompare={compare}
              />
            ))}
          </ol>
        )}
        {isReadOnly ? (
          steps.length === 0 ? (
            <p className={fields['closed']}>Nothing was written here.</p>
          ) : null
        ) : (
          <div className={styles['below']}>
            {last === undefined ? (
              <>
                <Button data-first onPress={() => actions.begin('user')}>
                  Write the first turn
                </Button>
                {earlier === undefined ? (
                  <Button variant="quiet" onPress={() => actions.begin('system')}>
                    Begin with instructions to the model
                  </Button>
                ) : null}
              </>
            ) : (
              <Button onPress={() => actions.next(last)}>Next turn</Button>
            )}
            <Keys canBranch={field.branches} hasForks={forks.length > 0} hasTurns={last !== undefined} />
          </div>
        )}
      </div>
      {steps[shown] === undefined ? null : (
        <CompareAnswers
          number={offset + shown + 1}
          answers={steps[shown].siblings}
          first={steps[shown].turn.id}
          isReadOnly={isReadOnly}
          onPrefer={(id) => actions.prefer(id)}
          onClose={() => setCompared(undefined)}
        />
      )}
    </FieldShell>
  )
}

type KeysProps = { readonly canBranch: boolean; readonly hasForks: boolean; readonly hasTurns: boolean }

/** The keys that do something in a turn. */
function Keys({ canBranch, hasForks, hasTurns }: KeysProps) {
  if (!hasTurns) return null
  return (
    <p className={styles['keys']}>
      <span>
        <Kbd keys="Alt+Enter" /> next turn
      </span>
      {canBranch ? (
        <span>
          <Kbd keys="Alt+Shift+Enter" /> another answer
        </span>
      ) : null}
      {hasForks ? (
        <>
          <span>
            <Kbd keys="Alt+Left" /> <Kbd keys="Alt+Right" /> between answers
          </span>
          <span>
            <Kbd keys="Alt+B" /> better
          </span>
        </>
      ) : null}
    </p>
  )
}

/** The conversation that this one goes on from, as it was given. */
function EarlierTurns({ material }: { readonly material: Earlier }) {
  return (
    <Disclosure title={material.title} aside={count(material.turns.length, 'turn', 'turns')} level={4} defaultExpanded>
      <ol className={styles['turns']}>
        {material.turns
          .map((turn, at) => ({ ...turn, number: at + 1 }))
          .map(({ role, text, number }) => (
            <li key={number} data-role={role} className={styles['turn']}>
              <p className={styles['speaker']}>
                <span className={styles['number']}>{number}</span>
                {speakers[role]}
              </p>
              <Prose text={text} isSmall />
            </li>
          ))}
      </ol>
    </Disclosure>
  )
}

function earlierOf(materials: readonly Material[], key: string | undefined): Earlier | undefined {
  const found = materials.find((material) => material.key === key)
  return found?.kind === 'conversation' ? found : undefined
}
