import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Criterion } from '../../../src/shared/domain/structured.ts'
import {
  type Criteria,
  inReadingOrder,
  moved,
  movedBeside,
  movedIn,
  movedOut,
  placed,
  putBack,
  withNew,
  without,
} from '../../../src/shared/rules/rubric-tree.ts'

const one = (id: string, parent?: string): Criterion => ({ id, text: id, points: 1, ...(parent ? { parent } : {}) })
/** a · b (c (d) · e) · f */
const tree = [one('a'), one('b'), one('c', 'b'), one('d', 'c'), one('e', 'b'), one('f')]
const drawn = (criteria: Criteria): string =>
  placed(criteria)
    .map(({ criterion, depth }) => '-'.repeat(depth) + criterion.id)
    .join(' ')

describe('a tree of criteria', () => {
  it('numbers them as one speaks of them', () => {
    expect(placed(tree).map(({ number, isGroup }) => (isGroup ? `${number}:` : number))).toEqual([
      '1',
      '2:',
      '2.1:',
      '2.1.1',
      '2.2',
      '3',
    ])
  })

  it('adds beside one, below a group, or at the end', () => {
    expect(drawn(withNew(tree, one('x'), 'a'))).toBe('a x b -c --d -e f')
    expect(drawn(withNew(tree, one('x'), 'b'))).toBe('a b -x -c --d -e f')
    expect(drawn(withNew(tree, one('x'), 'd'))).toBe('a b -c --d --x -e f')
    expect(drawn(withNew(tree, one('x')))).toBe('a b -c --d -e f x')
  })

  it('takes out and moves what is below with it', () => {
    expect(drawn(without(tree, 'b'))).toBe('a f')
    expect(drawn(moved(tree, 'b', 'up'))).toBe('b -c --d -e a f')
    expect(drawn(moved(tree, 'b', 'down'))).toBe('a f b -c --d -e')
    expect(drawn(moved(tree, 'e', 'up'))).toBe('a b -e -c --d f')
    expect(moved(tree, 'a', 'up')).toBe(tree)
    expect(moved(tree, 'e', 'down')).toBe(tree)
  })

  it('moves in below the one before, and out behind its parent', () => {
    expect(drawn(movedIn(tree, 'b'))).toBe('a -b --c ---d --e f')
    expect(drawn(movedIn(tree, 'e'))).toBe('a b -c --d --e f')
    expect(movedIn(tree, 'a')).toBe(tree)
    expect(drawn(movedOut(tree, 'c'))).toBe('a b -e c -d f')
    expect(drawn(movedOut(tree, 'd'))).toBe('a b -c -d -e f')
    expect(movedOut(tree, 'a')).toBe(tree)
  })

  it('puts one beside another, never into itself', () => {
    expect(drawn(movedBeside(tree, 'f', 'd', 'before'))).toBe('a b -c --f --d -e')
    expect(drawn(movedBeside(tree, 'b', 'f', 'behind'))).toBe('a f b -c --d -e')
    expect(drawn(movedBeside(tree, 'a', 'b', 'behind'))).toBe('b -c --d -e a f')
    expect(movedBeside(tree, 'b', 'd', 'before')).toBe(tree)
  })

  it('shows criteria whose parent is missing, comes later, or is themselves', () => {
    expect(drawn([one('a', 'gone'), one('b', 'c'), one('c', 'c')])).toBe('a b c')
    expect(drawn(inReadingOrder([one('a'), one('b'), one('x', 'a'), one('y', 'b')]))).toBe('a -x b -y')
  })

  it('puts back what was taken out where it belongs by then', () => {
    const [e, f] = [[one('e', 'b')], [one('f')]]
    expect(drawn(putBack(moved(without(tree, 'e'), 'b', 'down'), tree, e))).toBe('a f b -c --d -e')
    expect(drawn(putBack(movedBeside(without(tree, 'e'), 'b', 'a', 'before'), tree, e))).toBe('b -c --d -e a f')
    expect(drawn(putBack(movedOut(without(tree, 'e'), 'c'), tree, e))).toBe('a b -e c -d f')
    expect(drawn(putBack(without(tree, 'b'), tree, e))).toBe('a e f')
    expect(drawn(putBack(moved(without(tree, 'f'), 'a', 'down'), tree, f))).toBe('b -c --d -e f a')
    expect(drawn(putBack([], tree, e))).toBe('e')
  })

  it('loses none and doubles none, whatever is done to it', () => {
    const ids = tree.map(({ id }) => id)
    const id = fc.constantFrom(...ids)
    const act = fc.oneof(
      fc.tuple(id, id, fc.constantFrom('up' as const, 'down' as const)).map(([out, at, way]) => (list: Criteria) => {
        const rest = without(list, out)
        const back = list.filter((each) => !rest.includes(each))
        expect(putBack(rest, list, back)).toEqual(list)
        return putBack(moved(rest, at, way), list, back)
      }),
      id.map((at) => (list: Criteria) => moved(list, at, 'up')),
      id.map((at) => (list: Criteria) => moved(list, at, 'down')),
      id.map((at) => (list: Criteria) => movedIn(list, at)),
      id.map((at) => (list: Criteria) => movedOut(list, at)),
      fc.tuple(id, id, fc.constantFrom('before' as const, 'behind' as const)).map(
        ([at, to, side]) =>
          (list: Criteria) =>
            movedBeside(list, at, to, side),
      ),
    )
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (acts) => {
        let list: Criteria = tree
        for (const run of acts) {
          list = run(list)
          expect(list.map((each) => each.id).sort()).toEqual(ids)
          expect(inReadingOrder(list)).toBe(list)
          const seen = new Set<string>()
          for (const { id: own, parent } of list) {
            expect(parent === undefined || seen.has(parent)).toBe(true)
            seen.add(own)
          }
        }
      }),
    )
  })
})
