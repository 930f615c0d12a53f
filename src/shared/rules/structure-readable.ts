import type { StructuredOf, StructuredValue } from '../domain/structured.ts'
import { readStructure } from './read-structure.ts'
import { asItIs, type NameOf } from './structure-names.ts'

/**
 * A document (a rubric, a conversation) as plain text that a person can read and compare: each part on lines of its own,
 * in their order.
 */
export function structureToReadable(value: StructuredValue, nameOf: NameOf = asItIs): string {
  switch (value.kind) {
    case 'rubric':
      return rubricLines(value).join('\n')
    case 'rubric-score':
      return value.marks
        .flatMap(({ id, met, evidence, note }) => [
          `${met ? 'Met' : 'Not met'}: ${nameOf(id)}`,
          ...indented('Evidence', evidence),
          ...indented('Note', note),
        ])
        .join('\n')
    case 'comparison':
      return comparisonLines(value, nameOf).join('\n')
    case 'ranking':
      return orderLines(value.order.map((group) => group.map(nameOf))).join('\n')
    case 'spans':
      return value.spans
        .flatMap(({ turn, quote, fault, correction, citation }) => [
          `${nameOf(fault)}${turn === undefined ? '' : ` (turn ${turn + 1})`}: “${quote}”`,
          ...indented('Should be', correction),
          ...indented('Source', citation),
        ])
        .join('\n')
    case 'conversation':
      return conversationText(value)
    case 'citations':
      return value.citations
        .flatMap(({ standard, edition, section, page, link, validUntil, note }) => [
          [standard, edition, section, page === undefined ? undefined : `page ${page}`]
            .filter((part) => part !== undefined && part !== '')
            .join(', '),
          ...indented('Link', link),
          ...indented('Valid until', validUntil),
          ...indented('Note', note),
        ])
        .join('\n')
    case 'persona':
      return [
        ...line('Occupation', value.occupation?.title),
        ...line('Experience', value.experience),
        ...line('Place', value.place),
        ...line('Situation', value.situation),
      ].join('\n')
  }
}

/** The same of what the edit log keeps of such a field. A text that is no document stays as it is. */
export function loggedToReadable(text: string, nameOf?: NameOf): string {
  const { value, isPart } = readStructure(text)
  if (isPart) return text
  return value === null ? '' : structureToReadable(value, nameOf)
}

function line(name: string, text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [`${name}: ${text}`]
}

function indented(name: string, text: string | undefined): string[] {
  return line(name, text).map((one) => `  ${one}`)
}

function rubricLines({ items }: StructuredOf<'rubric'>): string[] {
  const depths = new Map<string, number>()
  return items.flatMap(({ id, text, points, required, tags, source, parent, weight }) => {
    const depth = parent === undefined ? 0 : (depths.get(parent) ?? 0) + 1
    depths.set(id, depth)
    const indent = '  '.repeat(depth)
    const facts = [
      `${points} ${Math.abs(points) === 1 ? 'point' : 'points'}`,
      ...(required === true ? ['required'] : []),
      ...(weight === undefined ? [] : [`weight ${weight}`]),
      ...(tags ?? []),
    ]
    return [`${indent}${text} (${facts.join(', ')})`, ...indented('Source', source).map((one) => `${indent}${one}`)]
  })
}

function comparisonLines(
  { ranking, order, scores, justification }: StructuredOf<'comparison'>,
  nameOf: NameOf,
): string[] {
  const letter = (key: string): string => {
    const place = order.indexOf(key)
    return place < 0 ? key : String.fromCodePoint(65 + place)
  }
  return [
    ...(ranking.length === 0 ? [] : ['Best first:', ...orderLines(ranking.map((group) => group.map(letter)))]),
    ...scores.map(({ response, dimension, score }) => `${nameOf(dimension)}, ${letter(response)}: ${score}`),
    ...(justification === '' ? [] : [justification]),
  ]
}

function orderLines(order: readonly (readonly string[])[]): string[] {
  return order.map((group, i) => `${i + 1}. ${group.join(' = ')}`)
}

function conversationText({ turns }: StructuredOf<'conversation'>): string {
  const roles = { system: 'System', user: 'User', assistant: 'Assistant' } as const
  const numbers = new Map(turns.map(({ id }, i) => [id, i + 1]))
  return turns
    .map(({ role, text, parent, preferred }, i) => {
      const answers = parent === undefined ? undefined : numbers.get(parent)
      const branch = answers === undefined || answers === i ? '' : `, answers turn ${answers}`
      return `${i + 1}. ${roles[role]}${branch}${preferred === true ? ', preferred' : ''}:\n${text}`
    })
    .join('\n\n')
}
