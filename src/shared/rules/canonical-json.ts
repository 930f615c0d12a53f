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
      const members = Object.entries(value).filter(([, member]) => member !== undefined)
      return canonicalObject(members.map(([key, member]) => [key, canonicalJson(member)]))
    }
    default:
      throw new TypeError(`${typeof value} is not JSON`)
  }
}

/**
 * The canonical form of an object whose members are in theirs already.
 * @param members each a key and the canonical form of what it holds
 */
export function canonicalObject(members: readonly (readonly [string, string])[]): string {
  const sorted = members.toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, text]) => `${canonicalJson(key)}:${text}`).join(',')}}`
}
