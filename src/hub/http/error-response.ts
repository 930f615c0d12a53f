import { hubErrors } from '../../shared/contract/hub.ts'

type Code = keyof typeof hubErrors

/** An error in the form in which oRPC writes them, for what is decided before or beside oRPC. */
export function errorResponse(
  code:
    | Code
    | 'NOT_FOUND'
    | 'BAD_REQUEST'
    | 'CONFLICT'
    | 'UNPROCESSABLE_CONTENT'
    | 'METHOD_NOT_SUPPORTED'
    | 'INTERNAL_SERVER_ERROR',
  options: { message?: string; data?: unknown; headers?: Record<string, string> } = {},
): Response {
  const defined = code in hubErrors ? hubErrors[code as Code] : undefined
  const status = defined?.status ?? statuses[code] ?? 500
  const message = options.message ?? defined?.message ?? 'This cannot be done.'
  const body = {
    defined: defined !== undefined,
    code,
    status,
    message,
    ...(options.data === undefined ? {} : { data: options.data }),
  }
  return Response.json(body, { status, headers: options.headers ?? {} })
}

const statuses: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  METHOD_NOT_SUPPORTED: 405,
  BAD_REQUEST: 400,
  CONFLICT: 409,
  UNPROCESSABLE_CONTENT: 422,
  INTERNAL_SERVER_ERROR: 500,
}

export function tooManyRequests(retryAfterMs: number): Response {
  return errorResponse('TOO_MANY_REQUESTS', {
    data: { retryAfterMs },
    headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
  })
}

export function tooLarge(limit: number): Response {
  return errorResponse('PAYLOAD_TOO_LARGE', { data: { limit } })
}
