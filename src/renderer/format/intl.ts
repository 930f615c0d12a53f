/** Where the reader is. Left out, the machine's own. */
export type Place = { readonly locale?: string; readonly zone?: string }

/** The words are English and many figures stand in them as they are: one line is not written in two kinds of digits. */
const digits = { numberingSystem: 'latn' } as const

const dateFormats = new Map<string, Intl.DateTimeFormat>()
const numberFormats = new Map<string, Intl.NumberFormat>()

/** How often the zone of a travelling computer is looked up anew: looking costs many times what formatting does. */
const ZONE_AGE_MS = 1_000
let machine = { zone: '', readAt: Number.NEGATIVE_INFINITY }

/** The zone of this computer. A formatter keeps the one it was made in, while `Date` goes along; so it is known by its zone. */
export function machineZone(): string {
  const now = performance.now()
  if (now - machine.readAt >= ZONE_AGE_MS) {
    machine = { zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, readAt: now }
  }
  return machine.zone
}

/** Making a formatter costs a hundred times more than using it, and a list uses the same few for every row. */
export function dateFormat(place: Place, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([place, options, place.zone ?? machineZone()])
  let format = dateFormats.get(key)
  if (format === undefined) {
    const zone = place.zone === undefined ? {} : { timeZone: place.zone }
    format = new Intl.DateTimeFormat(place.locale, { ...digits, ...options, ...zone })
    dateFormats.set(key, format)
  }
  return format
}

export function numberFormat(place: Place, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([place.locale, options])
  let format = numberFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(place.locale, { ...digits, ...options })
    numberFormats.set(key, format)
  }
  return format
}
