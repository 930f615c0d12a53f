import type { Criterion } from '../domain/structured.ts'
import { type Criteria, placed } from './rubric-tree.ts'

/** Spaces for each step in. */
const STEP = '  '

/**
 * A rubric as lines that `readRubric` reads again: `[+2] sentence`, below it what belongs under it, two spaces further
 * in. Further lines of a text stand behind `|`; tags and sources on lines of their own.
 */
export function rubricToText(criteria: Criteria): string {
  return placed(criteria)
    .flatMap(({ criterion, depth }) => linesOf(criterion).map((line) => `${STEP.repeat(depth)}${line}\n`))
    .join('')
}

function linesOf({ text, points, required, weight, tags = [], source }: Criterion): string[] {
  const marks = [signed(points), ...(required === true ? ['required'] : [])]
  if (weight !== undefined) marks.push(`weight ${weight}`)
  const [first = '', ...more] = text.split('\n')
  const lines = [`[${marks.join(', ')}] ${first}`.trimEnd(), ...more.map(furtherLine)]
  for (const tag of tags) lines.push(`${STEP}Tag: ${tag}`)
  if (source !== undefined && source !== '') {
    const [from = '', ...rest] = source.split('\n')
    lines.push(`${STEP}Source: ${from}`, ...rest.map(furtherLine))
  }
  return lines
}

function furtherLine(line: string): string {
  return `${STEP}| ${line}`.trimEnd()
}

/** `+2`, `-1`, `0`. */
export function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points)
}
