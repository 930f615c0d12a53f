import { ORPCError } from '@orpc/client'

/**
 * What went wrong, in the expert's words. The core puts a sentence into the data of every error that can be expected;
 * anything else is a defect and says so.
 */
export function errorToText(error: unknown): string {
  if (error instanceof ORPCError) {
    const data: unknown = error.data
    if (typeof data === 'object' && data !== null && 'text' in data && typeof data.text === 'string') return data.text
    if (error.code === 'INCOMPLETE') return 'Something is still missing.'
  }
  return 'This did not work, for a reason Understudy did not expect. What you wrote is kept. Try again; if it stays, restart Understudy.'
}

/** Whether the desk could not be reached, as against having said no. */
export function isDisconnected(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'DISCONNECTED'
}

/** What the core sent with an error that it declares, by its code; undefined for any other error. */
export function declaredError(error: unknown): { readonly code: string; readonly data: unknown } | undefined {
  return error instanceof ORPCError ? { code: String(error.code), data: error.data } : undefined
}
