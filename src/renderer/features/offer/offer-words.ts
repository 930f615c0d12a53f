import type { KnownField } from '../../../shared/domain/fields.ts'
import type { Material } from '../../../shared/domain/task.ts'
import { bytes, count, wholeNumber } from '../../format/amounts.ts'

/** What a field asks for, in a few words. */
export function fieldWords(field: KnownField): string {
  const parts = [what(field)]
  if (!field.required) parts.push('may be left empty')
  return parts.join(', ')
}

function what(field: KnownField): string {
  switch (field.kind) {
    case 'markdown': {
      const { minWords, maxWords } = field
      if (minWords !== undefined && maxWords !== undefined) {
        return `${wholeNumber(minWords)} to ${wholeNumber(maxWords)} words`
      }
      if (minWords !== undefined) return `at least ${count(minWords, 'word', 'words')}`
      return maxWords === undefined ? 'a text' : `at most ${count(maxWords, 'word', 'words')}`
    }
    case 'text':
      return field.multiline ? 'a few lines' : 'a line'
    case 'number':
      return field.unit === undefined ? 'a number' : `a number in ${field.unit}`
    case 'choice':
      return field.multiple ? `some of ${field.options.length}` : `one of ${field.options.length}`
    case 'likert':
      return `1 (${field.low}) to ${field.points} (${field.high})`
    case 'files': {
      const size = field.maxBytes === undefined ? '' : `, up to ${bytes(field.maxBytes)}`
      return `${field.accept.length === 0 ? 'files' : field.accept.join(', ')}${size}`
    }
  }
}

/** What a material is, in a word or two. */
export function materialWords(material: Material): string {
  switch (material.kind) {
    case 'text':
      return 'Text'
    case 'response':
      return 'A model’s answer'
    case 'conversation':
      return `Conversation, ${count(material.turns.length, 'turn', 'turns')}`
    case 'file':
      return material.file.name
  }
}
