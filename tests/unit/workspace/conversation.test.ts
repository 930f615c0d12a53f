import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConversationTurn } from '../../../src/shared/domain/structured.ts'
import { ConversationField } from '../../../src/shared/domain/structured.ts'
import {
  longestWay,
  preferTurn,
  putBackTurns,
  removeTurn,
  ROOT,
  turnName,
  walkTurns,
  withFollowers,
} from '../../../src/shared/rules/conversation.ts'
import { sendCheck } from '../../../src/shared/rules/send-check.ts'

const turn = (id: string, parent?: string, more: Partial<ConversationTurn> = {}): ConversationTurn => ({
  id,
  role: 'user',
  text: id,
  ...(parent === undefined ? {} : { parent }),
  ...more,
})
const ids = (steps: readonly { turn: { id: string } }[]): string => steps.map((step) => step.turn.id).join(' ')

/** Any conversation: each turn answers none, or one that stands before it. */
const conversations = fc.array(fc.nat(), { maxLength: 40 }).map((picks) =>
  picks.map((pick, at) => {
    const parent = pick % (at + 1)
    return turn(`t${at}`, parent === at ? undefined : `t${parent}`)
  }),
)

describe('the way through a conversation', () => {
  const turns = [turn('a'), turn('b', 'a'), turn('c', 'a', { preferred: true }), turn('d', 'b'), turn('e', 'c')]

  it('follows what was chosen, else what is preferred, else what was written first', () => {
    expect(ids(walkTurns(turns, new Map()))).toBe('a c e')
    expect(ids(walkTurns(turns, new Map([['a', 'b']])))).toBe('a b d')
    expect(ids(walkTurns(preferTurn(turns, 'c'), new Map()))).toBe('a b d')
    expect(ids(walkTurns(turns, new Map([['a', 'gone']])))).toBe('a c e')
  })

  it('takes out a turn with all that follow it, and puts them back where they stood', () => {
    const left = removeTurn(turns, 'c')
    expect(left.map(({ id }) => id)).toEqual(['a', 'b', 'd'])
    const since = [...left, turn('f', 'd')]
    expect(putBackTurns(since, turns, withFollowers(turns, 'c')).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ])
  })

  it('names a turn by its depth and by which answer it is', () => {
    expect(turnName(turns, 'a')).toBe('Turn 1')
    expect(turnName(turns, 'c')).toBe('Turn 2, answer 2 of 2,')
    expect(turnName(turns, 'e')).toBe('Turn 3')
  })

  it('comes to an end, passes no turn twice, and goes from each turn to one that answers it', () => {
    fc.assert(
      fc.property(conversations, fc.array(fc.tuple(fc.nat(40), fc.nat(40))), (all, picks) => {
        const chosen = new Map(picks.map(([from, to]) => [from === 0 ? ROOT : `t${from}`, `t${to}`]))
        const steps = walkTurns(all, chosen)
        expect(new Set(steps.map((step) => step.turn.id)).size).toBe(steps.length)
        expect(steps.length).toBeLessThanOrEqual(longestWay(all))
        for (const [at, step] of steps.entries()) {
          expect(step.turn.parent).toBe(steps[at - 1]?.turn.id)
          expect(step.siblings[step.at]).toBe(step.turn)
        }
        const last = steps.at(-1)?.turn.id
        expect(all.some(({ parent }) => parent !== undefined && parent === last)).toBe(false)
      }),
    )
  })

  it('loses nothing by taking out and putting back, and leaves the other turns the same objects', () => {
    fc.assert(
      fc.property(conversations, fc.nat(39), (all, pick) => {
        const id = `t${pick}`
        const removed = withFollowers(all, id)
        const left = removeTurn(all, id)
        expect(left.every((one) => all.includes(one))).toBe(true)
        expect(left.every(({ parent }) => parent === undefined || left.some((one) => one.id === parent))).toBe(true)
        expect(putBackTurns(left, all, removed)).toEqual(all)
      }),
    )
  })

  it('prefers one at most among those that answer the same turn', () => {
    fc.assert(
      fc.property(conversations, fc.array(fc.nat(39)), (all, picks) => {
        const after = picks.reduce((turns, pick) => preferTurn(turns, `t${pick}`), all)
        const preferred = after.filter((one) => one.preferred === true).map(({ parent }) => parent ?? ROOT)
        expect(new Set(preferred).size).toBe(preferred.length)
        expect(after.every((one) => one.preferred !== false)).toBe(true)
      }),
    )
  })
})

describe('the check before a conversation is sent', () => {
  const field = (more: object = {}) =>
    ConversationField.parse({ kind: 'conversation', key: 'talk', label: 'Talk', ...more })
  const said = (turns: ConversationTurn[], more: object = {}) =>
    sendCheck([field(more)], { talk: { kind: 'conversation', turns } })[0]?.text

  it('counts the turns of the longest way, not the other answers', () => {
    expect(said([turn('a'), turn('b')])).toBe('At least 2 turns are asked for; there is 1.')
    expect(said([turn('a'), turn('b', 'a')])).toBeUndefined()
  })

  it('names a turn that says nothing', () => {
    expect(said([turn('a'), turn('b', 'a'), turn('c', 'a', { text: ' ' })])).toBe(
      'Turn 2, answer 2 of 2, says nothing yet.',
    )
  })

  it('asks which answer is better where the operator wants to know', () => {
    const turns = [turn('a'), turn('b', 'a'), turn('c', 'a')]
    expect(said(turns)).toBeUndefined()
    expect(said(turns, { needsPreference: true })).toBe('Turn 2 has 2 answers. Say which is better.')
    expect(said(preferTurn(turns, 'c'), { needsPreference: true })).toBeUndefined()
    expect(said(turns, { branches: false })).toBe('Only one answer to each turn is asked for.')
  })

  it('refuses what no desk writes: a turn that answers none, or two of one name', () => {
    expect(said([turn('a'), turn('b', 'gone')])).toMatch(/answers one that is not there/)
    expect(said([turn('a'), turn('a', 'a')])).toMatch(/answers one that is not there/)
  })
})
