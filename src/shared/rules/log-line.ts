export type LogLevel = 'info' | 'warn' | 'error'
/** Ids, counts and durations only; never what a person wrote. */
export type LogFacts = Readonly<Record<string, string | number | boolean>>

/**
 * One event as one line of JSON, the same from every process of the desk.
 * @param at instant in milliseconds
 */
export function logLine(at: number, level: LogLevel, event: string, facts: LogFacts = {}): string {
  return `${JSON.stringify({ at: new Date(at).toISOString(), level, event, ...facts })}\n`
}
