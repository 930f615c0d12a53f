/** Hours, minutes and seconds, `1:15:23`; a part of a second is dropped. */
export function hms(ms: number): string {
  return secondsToText(Math.floor(ms / 1000), 1)
}

/** Whole seconds as `01:15:23`. */
export function secondsToClock(seconds: number): string {
  return secondsToText(seconds, 2)
}

/**
 * A local time of day as clocks of 12 hours show it, `09:05:00 AM`.
 * @param time HH:MM:SS
 */
export function toTwelveHours(time: string): string {
  const hour = Number(time.slice(0, 2))
  return `${two(hour % 12 === 0 ? 12 : hour % 12)}${time.slice(2)} ${hour < 12 ? 'AM' : 'PM'}`
}

function secondsToText(seconds: number, hourDigits: number): string {
  const hours = String(Math.floor(seconds / 3600)).padStart(hourDigits, '0')
  return `${hours}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
