import { isKnownField, type KnownField, knownFieldKinds } from '../../shared/domain/fields.ts'
import type { TaskContent } from '../../shared/domain/task.ts'
import { isCurrency } from '../../shared/rules/pay.ts'

/** What the schema cannot say about a task: keys name one thing each, and what a field names is there. */
export function contentProblems(content: TaskContent): string[] {
  const { fields, materials, rate } = content
  const pay = rate?.type === 'hourly' ? rate.perHour : rate?.perTask
  return [
    ...(pay === undefined || isCurrency(pay.currency) ? [] : [`rate: there is no currency ${pay.currency}`]),
    ...twice('fields', fields),
    ...twice('materials', materials),
    ...reserved('fields', fields),
    ...reserved('materials', materials),
    ...fields.flatMap((field, index) =>
      isKnownField(field)
        ? [...namedProblems(field, content), ...boundProblems(field)].map((text) => `fields[${index}].${text}`)
        : [],
    ),
  ]
}

function twice(list: string, things: readonly { readonly key: string }[], what = 'key'): string[] {
  const seen = new Set<string>()
  const problems: string[] = []
  for (const { key } of things) {
    if (seen.has(key)) problems.push(`${list}: the ${what} ${key} is there twice`)
    seen.add(key)
  }
  return problems
}

/** Every JavaScript object has something of this name, so a field that is left empty would never look empty. */
function reserved(list: string, things: readonly { readonly key: string }[]): string[] {
  return things.flatMap(({ key }, index) =>
    key in {} ? [`${list}[${index}].key: the word ${key} is taken; choose another`] : [],
  )
}

const texts: ReadonlySet<string> = new Set(['markdown', 'text'])
/** Kinds of materials and fields that have a text in which passages are marked. */
const markable: ReadonlySet<string> = new Set([...texts, 'response', 'conversation'])

/** A field that names what is not there could not be filled in, and nobody would know why. */
function namedProblems(field: KnownField, { fields, materials }: TaskContent): string[] {
  const isMaterial = (key: string): boolean => materials.some((one) => one.key === key)
  const isOther = (key: string): boolean => key !== field.key && fields.some((one) => one.key === key)
  const kindOf = (key: string): string | undefined => materials.find((one) => one.key === key)?.kind
  const otherKind = (key: string): string | undefined =>
    fields.find((one) => one.key === key && one.key !== field.key)?.kind
  switch (field.kind) {
    case 'comparison':
      return [
        ...twice(
          'responses',
          field.responses.map((key) => ({ key })),
        ),
        ...twice('dimensions', field.dimensions),
        ...field.responses.filter((key) => !isMaterial(key)).map((key) => `responses: there is no material ${key}`),
        // What is compared without its name is shown in the comparison alone, and that shows texts.
        ...field.responses
          .filter((key) => field.blind && kindOf(key) === 'file')
          .map((key) => `responses: ${key} is a file, which nobody could open here; give its text, or "blind": false`),
      ]
    case 'choice':
    case 'ranking':
      return twice(
        'options',
        field.options.map(({ value }) => ({ key: value })),
        'value',
      )
    case 'spans': {
      const faults = twice(
        'faults',
        field.faults.map(({ value }) => ({ key: value })),
        'value',
      )
      if (!isMaterial(field.target) && !isOther(field.target))
        return [...faults, `target: there is no material and no other field ${field.target}`]
      const kind = kindOf(field.target) ?? otherKind(field.target) ?? ''
      // What a newer Understudy can show may have a text.
      const isNew = !isMaterial(field.target) && !knownFieldKinds.has(kind)
      if (markable.has(kind) || isNew) return faults
      return [...faults, `target: nothing can be marked in ${field.target}, which is of kind ${kind}`]
    }
    case 'conversation': {
      const { from } = field
      return from === undefined || kindOf(from) === 'conversation'
        ? []
        : [`from: there is no material ${from} that is a conversation`]
    }
    case 'rubric-score': {
      const { criteria, rubric, target } = field
      const problems: string[] = []
      if (rubric !== undefined && !fields.some(({ key, kind }) => key === rubric && kind === 'rubric'))
        problems.push(`rubric: there is no rubric field ${rubric}`)
      if (rubric === undefined && (criteria ?? []).length === 0)
        problems.push('criteria: there is none, and no rubric is named that has some')
      if (target !== undefined && !isMaterial(target) && !isOther(target))
        problems.push(`target: there is no material and no other field ${target}`)
      return problems
    }
    case 'rubric': {
      const { promptField: prompt, goldField: gold, noCapsHeadings, goldNotFull } = field.lint ?? {}
      const problems: string[] = []
      if (prompt !== undefined && !isOther(prompt)) problems.push(`lint.promptField: there is no other field ${prompt}`)
      else if (prompt !== undefined && !texts.has(otherKind(prompt) ?? ''))
        problems.push(`lint.promptField: ${prompt} is no text`)
      else if (prompt === undefined && noCapsHeadings === true)
        problems.push('lint.noCapsHeadings: says nothing without lint.promptField, the text that is looked at')
      if (gold !== undefined && otherKind(gold) !== 'rubric-score')
        problems.push(`lint.goldField: there is no rubric-score field ${gold}`)
      else if (gold === undefined && goldNotFull === true)
        problems.push('lint.goldNotFull: says nothing without lint.goldField, in which the gold answer is marked')
      return problems
    }
    default:
      return []
  }
}

/** Between a least that is above the most nothing fits: work on such a task could never be sent. */
function boundProblems(field: KnownField): string[] {
  switch (field.kind) {
    case 'markdown':
      return above('minWords', field.minWords, 'maxWords', field.maxWords)
    case 'text':
      return above('minLength', field.minLength, 'maxLength', field.maxLength)
    case 'number': {
      const { min, max, integer } = field
      const crossed = above('min', min, 'max', max)
      const isBetween = integer && min !== undefined && max !== undefined && Math.ceil(min) > max
      return crossed.length === 0 && isBetween ? ['min: there is no whole number between min and max'] : crossed
    }
    case 'date':
      return above('min', field.min, 'max', field.max)
    case 'files':
      return above('minFiles', field.minFiles, 'maxFiles', field.maxFiles)
    case 'rubric': {
      const { minCriteria, maxCriteria, minPoints, maxPoints } = field.lint ?? {}
      return [
        ...above('lint.minCriteria', minCriteria, 'lint.maxCriteria', maxCriteria),
        ...above('lint.minPoints', minPoints, 'lint.maxPoints', maxPoints),
      ]
    }
    default:
      return []
  }
}

function above<T extends number | string>(
  least: string,
  min: T | undefined,
  most: string,
  max: T | undefined,
): string[] {
  return min !== undefined && max !== undefined && min > max ? [`${least}: is more than ${most}`] : []
}
