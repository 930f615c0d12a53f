/**
 * Values on their way between the shell, a page and a child process, as JSON: what structured clone can carry
 * (HTML §2.7), so that the double loses no more than Electron's own messages do.
 */
export type Encoded =
  | null
  | string
  | number
  | boolean
  | { readonly $: string; readonly id?: number; readonly v?: unknown }
export type Codec = { encode(value: unknown): Encoded; decode(encoded: Encoded): unknown }

/** Must need nothing from outside itself: its text is also put into the page. */
export function createCodec(): Codec {
  const views = ['Int8Array', 'Uint8ClampedArray', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array']
  views.push('Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView')
  const errors = { Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }

  const toBase64 = (bytes: Uint8Array) => {
    let text = ''
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
    return btoa(text)
  }
  const fromBase64 = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0))

  function encode(value: unknown, seen: Map<object, number>): Encoded {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'number') {
      if (Object.is(value, -0)) return { $: 'number', v: '-0' }
      return Number.isFinite(value) ? value : { $: 'number', v: String(value) }
    }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value !== 'object') throw new TypeError('An object could not be cloned.')
    const known = seen.get(value)
    if (known !== undefined) return { $: 'seen', v: known }
    const id = seen.size
    seen.set(value, id)
    if (Array.isArray(value)) return { $: 'array', id, v: value.map((item) => encode(item, seen)) }
    if (value instanceof Date) return { $: 'date', id, v: value.getTime() }
    if (value instanceof RegExp) return { $: 'regexp', id, v: [value.source, value.flags] }
    if (value instanceof Map) return { $: 'map', id, v: [...value].map(([k, v]) => [encode(k, seen), encode(v, seen)]) }
    if (value instanceof Set) return { $: 'set', id, v: [...value].map((item) => encode(item, seen)) }
    if (value instanceof Error) return { $: 'error', id, v: [value.name, value.message, value.stack ?? ''] }
    if (value instanceof ArrayBuffer) return { $: 'buffer', id, v: toBase64(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      const name = value.constructor.name
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      return { $: 'view', id, v: [views.includes(name) ? name : 'Uint8Array', toBase64(bytes)] }
    }
    return { $: 'object', id, v: Object.entries(value).map(([key, item]) => [key, encode(item, seen)]) }
  }

  function decode(encoded: Encoded, seen: Map<number, unknown>): unknown {
    if (encoded === null || typeof encoded !== 'object') return encoded
    // The shape of `v` follows from `$`, which `encode` alone has written.
    const v = encoded.v as never
    const keep = <T>(value: T): T => {
      if (encoded.id !== undefined) seen.set(encoded.id, value)
      return value
    }
    switch (encoded.$) {
      case 'undefined':
        return undefined
      case 'number':
        return Number(v)
      case 'bigint':
        return BigInt(v)
      case 'seen':
        return seen.get(v)
      case 'date':
        return keep(new Date(v as number))
      case 'buffer':
        return keep(fromBase64(v).buffer)
      case 'regexp':
        return keep(new RegExp(v[0], v[1]))
      case 'array': {
        const list: unknown[] = keep([])
        for (const item of v as Encoded[]) list.push(decode(item, seen))
        return list
      }
      case 'map': {
        const map = keep(new Map<unknown, unknown>())
        for (const [key, item] of v as [Encoded, Encoded][]) map.set(decode(key, seen), decode(item, seen))
        return map
      }
      case 'set': {
        const set = keep(new Set<unknown>())
        for (const item of v as Encoded[]) set.add(decode(item, seen))
        return set
      }
      case 'error': {
        const [name, message, stack] = v as [string, string, string]
        const Kind = Object.entries(errors).find(([known]) => known === name)?.[1] ?? Error
        return keep(Object.assign(new Kind(message), { stack }))
      }
      case 'view': {
        const bytes = fromBase64(v[1])
        const View = Reflect.get(globalThis, v[0]) as new (buffer: ArrayBuffer) => unknown
        return keep(new View(bytes.buffer))
      }
      default: {
        const object: Record<string, unknown> = keep({})
        for (const [key, item] of v as [string, Encoded][]) object[key] = decode(item, seen)
        return object
      }
    }
  }

  return {
    // `structuredClone` first: it refuses what Electron refuses, with the same error.
    encode: (value) => encode(structuredClone(value), new Map()),
    decode: (encoded) => decode(encoded, new Map()),
  }
}
