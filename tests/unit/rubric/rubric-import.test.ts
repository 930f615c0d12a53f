import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Criterion } from '../../../src/shared/domain/structured.ts'
import { readRubric } from '../../../src/shared/rules/rubric-import.ts'
import type { RubricImport } from '../../../src/shared/rules/rubric-imported.ts'
import { rubricToText } from '../../../src/shared/rules/rubric-text.ts'
import { placed } from '../../../src/shared/rules/rubric-tree.ts'

function read(text: string): RubricImport {
  let n = 0
  const found = readRubric(text, () => `n${++n}`)
  if (!found.ok) throw new Error(found.error)
  return found.value
}

/** Each criterion as `depth points text`, with what else it has. */
function brief(text: string): string[] {
  return placed(read(text).criteria).map(
    ({ criterion: { text: words, points, required, weight }, depth }) =>
      `${depth} ${points} ${words}${required === true ? ' !' : ''}${weight === undefined ? '' : ` w${weight}`}`,
  )
}

describe('a rubric from lines', () => {
  it.each([
    ['[+2] Names the price.', '0 2 Names the price.'],
    ['[-1] Guesses.', '0 -1 Guesses.'],
    ['[−1.5] Guesses.', '0 -1.5 Guesses.'],
    ['[2 points]: Names it.', '0 2 Names it.'],
    ['- (3 points) Names it.', '0 3 Names it.'],
    ['* [+2, required, weight 3] Names it.', '0 2 Names it. ! w3'],
    ['- [ ] (required) Names it.', '0 1 Names it. !'],
    ['1. Names it (4 pts)', '0 4 Names it'],
    ['(2) Names it.', '0 1 Names it.'],
    ['(+2) Names it.', '0 2 Names it.'],
    ['3 points: Names it.', '0 3 Names it.'],
    ['Names it.\t3', '0 3 Names it.'],
    ['10:30 call is named.', '0 1 10:30 call is named.'],
    ['- 2:1 mix of lime and sand.', '0 1 2:1 mix of lime and sand.'],
    ['[1,000 points] Names it.', '0 1000 Names it.'],
    ['[+1,5] Names it.', '0 1.5 Names it.'],
    ['(0,125 points) Names it.', '0 0.125 Names it.'],
    ['Uses [brackets] in the text.', '0 1 Uses [brackets] in the text.'],
    ['[Note] Names it.', '0 1 [Note] Names it.'],
  ])('%s', (line, expected) => {
    expect(brief(line)).toEqual([expected])
  })

  it('leaves out what is too long and all that belongs to it, and says so, and joins it to nothing else', () => {
    const long = 'x'.repeat(2_001)
    const source = read(`[+2] A\n  Source: ${long}\n  | page 4\n  Tag: money\n[+1] B\n  | more`)
    expect(source.criteria).toMatchObject([{ text: 'A', tags: ['money'] }, { text: 'B\nmore' }])
    expect(source.criteria[0]).not.toHaveProperty('source')
    const whys = (from: RubricImport) => from.lines.flatMap((one) => (one.kind === 'left-out' ? [one.why] : []))
    expect(whys(source)).toEqual([
      'A source has at most 2,000 characters.',
      'It goes on with a line that was left out.',
    ])
    const unclear = read(`[+2] A\n[-two] B\n  | of it\n  Tag: money\n  Source: C\n----\n[+1] D\n----\n  | more`)
    expect(unclear.criteria).toEqual([
      { id: 'n1', text: 'A', points: 2 },
      { id: 'n2', text: 'D\nmore', points: 1 },
    ])
    expect(unclear.leftOut).toBe(6)
    const tags = read(`[+2] A\n  Tags: ${Array.from({ length: 21 }, (_, n) => `t${n}`).join(', ')}`)
    expect(whys(tags)).toEqual(['A criterion has at most 20 tags.'])
    const many = read(`${'[+1] A\n'.repeat(5_000)}[+1] B\n  Source: of B\n  Tag: b`)
    expect(many.criteria.at(-1)).toEqual({ id: 'n5000', text: 'A', points: 1 })
    expect(many.leftOut).toBe(3)
  })

  it('nests by indentation, below headings and below lines that name a group', () => {
    expect(brief('[+2] A\n  [+1] B\n    - (3 points) C\n[+1] D')).toEqual(['0 2 A', '1 1 B', '2 3 C', '0 1 D'])
    expect(brief('# Fuel\n[+2] A\n## Reserve\n- B\n# Route\n- C')).toEqual([
      '0 0 Fuel',
      '1 2 A',
      '1 0 Reserve',
      '2 1 B',
      '0 0 Route',
      '1 1 C',
    ])
    expect(brief('Fuel:\n- A\n- B\n\nRoute:\n[+2] C')).toEqual(['0 0 Fuel:', '1 1 A', '1 1 B', '0 0 Route:', '1 2 C'])
  })

  it('keeps lines of all forms side by side that stand at the same edge', () => {
    expect(brief('[+2] A\n[-1] B\n- (3 points) C\n• D')).toEqual(['0 2 A', '0 -1 B', '0 3 C', '0 1 D'])
  })

  it('goes on with a line that was broken', () => {
    expect(brief('[+2] Names the price\n     of the land.\n[+1] B')).toEqual([
      '0 2 Names the price of the land.',
      '0 1 B',
    ])
  })

  it('says of each line what it took it for, and leaves out aloud what it cannot read', () => {
    const { lines, leftOut, criteria } = read(
      '[+x] A\n---\n| more\n[+2] B\n  Tags: one, two\n  Source: Code 7\n[1]\nplain',
    )
    expect(lines.map((line) => [line.line, line.kind])).toEqual([
      [1, 'left-out'],
      [2, 'left-out'],
      [3, 'left-out'],
      [4, 'criterion'],
      [5, 'part'],
      [6, 'part'],
      [7, 'criterion'],
      [8, 'criterion'],
    ])
    expect(leftOut).toBe(3)
    expect(criteria[0]).toMatchObject({ text: 'B', tags: ['one', 'two'], source: 'Code 7' })
    expect(lines[6]).toMatchObject({ note: expect.stringContaining('no words') })
    expect(lines[7]).toMatchObject({ note: expect.stringContaining('counts as 1') })
  })

  it('leaves out aloud points that are no number', () => {
    const found = read('(1.2.3 points) Names it.\n[+1] Names more.')
    expect(found.criteria).toEqual([{ id: 'n1', text: 'Names more.', points: 1 }])
    expect(found.lines[0]).toMatchObject({ kind: 'left-out', why: 'Its points are no number.' })
  })

  it('answers a text that is too large with a sentence, at once', () => {
    const found = readRubric('x'.repeat(5_000_000), () => 'n')
    expect(found).toEqual({ ok: false, error: expect.stringContaining('5 million characters') })
  })

  it.each([
    ['brackets', '('.repeat(1_000_000)],
    ['blanks inside', `a${' '.repeat(900_000)}b`],
    ['lines of blanks', `a${' '.repeat(8_000)}b\n`.repeat(120)],
    ['lines of tabs', `a${'\t'.repeat(8_000)}b\n`.repeat(120)],
    ['a million empty lines', '\n'.repeat(1_000_000)],
    ['hash signs', `# ${'#'.repeat(8_000)}a\n`.repeat(120)],
    ['deep indentation', Array.from({ length: 1_400 }, (_, i) => `${' '.repeat(i)}- x`).join('\n')],
    ['nested JSON', `${'[{"criterion":"x","sub_tasks":'.repeat(8_000)}[]${'}]'.repeat(8_000)}`],
  ])('reads hostile text (%s) to its end', (_, text) => {
    expect(readRubric(text, () => 'n')).toBeDefined()
  })
})

describe('a rubric from a sheet', () => {
  it('has the points behind the words, and no number of a row for points', () => {
    expect(brief('1\tNames the price.\t5\n2\tSays when.\t−1,5')).toEqual(['0 5 Names the price.', '0 -1.5 Says when.'])
    expect(brief('No.\tCriterion\n4\tNames the price.\n5\tSays when.')).toEqual([
      '0 1 Names the price.',
      '0 1 Says when.',
    ])
    expect(brief('2\tNames the price.\n-1\tGuesses.')).toEqual(['0 2 Names the price.', '0 -1 Guesses.'])
  })

  it('leaves out what heads the columns, and keeps what else stands in a row', () => {
    const rule = 'It is the rule of the trade that whoever works here must follow to the letter.'
    const sheet = `Part\tCriterion\tPoints\tWhy\r\nSafety\t"Names\nthe ""price"".\t"\t2\t${rule}\r\n\r\n\tSays when.\t3 pts\t\r\n`
    const { criteria, lines } = read(sheet)
    expect(criteria).toEqual([
      { id: 'n1', text: 'Names\nthe "price".', points: 2, tags: ['Safety'], source: rule },
      { id: 'n2', text: 'Says when.', points: 3 },
    ])
    expect(lines.map(({ line, kind }) => `${line} ${kind}`)).toEqual([
      '1 left-out',
      '2 criterion',
      '2 part',
      '2 part',
      '5 criterion',
    ])
  })

  it('has a row without points over those that follow', () => {
    expect(brief('Criterion\tPoints\nSafety\t\nNames the price.\t2\nCost\t\nSays when.\t3')).toEqual([
      '0 0 Safety',
      '1 2 Names the price.',
      '0 0 Cost',
      '1 3 Says when.',
    ])
  })

  it('leaves out a row with more points than there may be', () => {
    expect(read('Names the price.\t2\nSays when.\t2000000')).toMatchObject({ criteria: { length: 1 }, leftOut: 1 })
  })

  it('is a list of lines where its columns cannot be told', () => {
    expect(brief('Group\n\tOne.\n\tTwo.')).toEqual(['0 0 Group', '1 1 One.', '1 1 Two.'])
    expect(brief('[+1] a\t5\n[+2] b\t6')).toEqual(['0 1 a\t5', '0 2 b\t6'])
  })
})

describe('a rubric from JSON', () => {
  it('reads the items of a GDPval row, as a list and as a text inside the row, and keeps their ids', () => {
    const items = [
      { score: 2, criterion: 'Names the price.', required: true, rubric_item_id: 'a-1', tags: ['fact'] },
      { score: -1, criterion: 'Guesses.', required: null, rubric_item_id: 'a-1', tags: [] },
      { score: 1 },
    ]
    for (const text of [JSON.stringify(items), JSON.stringify({ task_id: 't', rubric_json: JSON.stringify(items) })]) {
      const { criteria, leftOut } = read(text)
      expect(criteria).toEqual([
        { id: 'a-1', text: 'Names the price.', points: 2, required: true, tags: ['fact'] },
        { id: 'n1', text: 'Guesses.', points: -1 },
      ])
      expect(leftOut).toBe(1)
    }
  })

  it('reads a PaperBench tree with its weights', () => {
    const tree = {
      id: 'root',
      requirements: 'The paper is reproduced.',
      weight: 1,
      sub_tasks: [
        { id: 'x', requirements: 'The code runs.', weight: 3, sub_tasks: [], task_category: 'Code Development' },
        { id: 'y', requirements: 'The result holds.', weight: 1, sub_tasks: [] },
      ],
    }
    expect(read(JSON.stringify(tree)).criteria).toEqual([
      { id: 'root', text: 'The paper is reproduced.', points: 0, weight: 1 },
      { id: 'x', text: 'The code runs.', points: 1, parent: 'root', weight: 3, tags: ['Code Development'] },
      { id: 'y', text: 'The result holds.', points: 1, parent: 'root', weight: 1 },
    ])
  })

  it('says that JSON is broken, instead of reading it as lines', () => {
    expect(readRubric('[{"criterion": "x"', () => 'n')).toMatchObject({ ok: false })
    expect(readRubric('{"a": 7}', () => 'n')).toMatchObject({ ok: true, value: { criteria: [], leftOut: 1 } })
  })
})

it('what is written out as text is read again as it was', () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll(/\s+/g, ' ').trim())
  const words = line.filter((text) => /^\p{L}/u.test(text))
  const criterion = fc.record(
    {
      text: fc
        .tuple(
          words,
          fc.array(
            line.filter((text) => !text.endsWith('|')),
            { maxLength: 2 },
          ),
        )
        .map(([a, more]) => [a, ...more].join('\n')),
      points: fc.oneof(
        fc.integer({ min: -20, max: 20 }),
        fc.double({ min: -9, max: 9, noNaN: true }).map((n) => Math.round(n * 100) / 100 + 0),
      ),
      required: fc.constant(true),
      tags: fc.uniqueArray(
        words.filter((tag) => tag.length <= 60 && !/\p{Cc}/u.test(tag)),
        { minLength: 1, maxLength: 3 },
      ),
      source: words,
      weight: fc.nat(100),
      up: fc.nat(3),
    },
    { requiredKeys: ['text', 'points', 'up'] },
  )
  fc.assert(
    fc.property(fc.array(criterion, { maxLength: 12 }), (drafts) => {
      let path: string[] = []
      const criteria = drafts.map(({ up, ...rest }, at): Criterion => {
        path = path.slice(0, up)
        const parent = path.at(-1)
        path.push(`n${at + 1}`)
        return { id: `n${at + 1}`, ...rest, ...(parent === undefined ? {} : { parent }) }
      })
      const { criteria: again, leftOut } = read(rubricToText(criteria))
      expect(leftOut).toBe(0)
      expect(again).toEqual(criteria)
    }),
    { numRuns: 300 },
  )
})
