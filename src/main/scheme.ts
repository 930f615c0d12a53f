import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { CustomScheme, Protocol } from 'electron'
import { contentSecurityPolicy, NONCE_PLACE } from '../shared/rules/content-security-policy.ts'
import { HOST, isDeskUrl, SCHEME } from './desk-url.ts'

/** `standard` gives pages an origin and relative addresses, `secure` makes them a secure context. */
export const DESK_SCHEME: CustomScheme = {
  scheme: SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()',
}

/**
 * Serves the built window at `understudy://desk/…`.
 * @param folder of the built window
 */
export function serveScheme(protocol: Pick<Protocol, 'handle'>, folder: string): void {
  protocol.handle(SCHEME, ({ url, method }) => answerDeskRequest(folder, url, method))
}

/** @returns the file; 404 for whatever is not a file of the window, 405 for methods that would change something */
export async function answerDeskRequest(folder: string, url: string, method: string): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'Only reading is possible here.')
  const path = isDeskUrl(url) ? planFilePath(folder, new URL(url).pathname) : undefined
  if (path === undefined) return refusal(404, `There is nothing at this address of ${HOST}.`)
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = new Uint8Array(await readFile(path))
  } catch {
    return refusal(404, 'There is no such file.')
  }
  const isPage = extname(path) === '.html'
  // Fresh for each load, so that a page which has learnt one nonce cannot use it in the next.
  const nonce = randomBytes(18).toString('base64')
  const headers = new Headers({
    ...securityHeaders,
    'content-type': mediaTypes[extname(path)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy(nonce),
    // Built files carry a hash of their content in their name; the page does not.
    'cache-control': path.startsWith(join(folder, 'assets') + sep) ? 'max-age=31536000, immutable' : 'no-store',
  })
  const body = isPage ? new TextDecoder().decode(bytes).replaceAll(NONCE_PLACE, nonce) : bytes
  return new Response(method === 'HEAD' ? null : body, { headers })
}

/** @returns the file's path, or nothing for a path that is broken or would leave the folder */
export function planFilePath(folder: string, pathname: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const parts = decoded.split('/').slice(1)
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\:\0]/.test(part))
  return isPlain ? join(folder, ...parts) : undefined
}

function refusal(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' },
  })
}
