/**
 * The canonical form of a JSON value (RFC 8785, JCS): keys sorted by UTF-16 code units, no white space, numbers and
 * strings as ECMAScript writes them. Members that are `undefined` are left out, as JSON.stringify does.
 * @throws TypeError on a number JSON cannot hold, on a lone surrogate and on anything that is not JSON
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('a text with a lone surrogate has no canonical form')
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('JSON has no NaN and no Infinity')
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'object': {
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
      const members = Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => `${canonicalJson(key)}:${canonicalJson(member)}`)
      return `{${members.join(',')}}`
    }
    default:
      throw new TypeError(`${typeof value} is not JSON`)
  }
}
