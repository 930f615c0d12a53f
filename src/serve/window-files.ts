import { randomBytes } from 'node:crypto'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pipeline } from 'node:stream'
import { contentSecurityPolicy, NONCE_PLACE } from '../shared/rules/content-security-policy.ts'

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.map': 'application/json',
}

export const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * Answers with a file of the window.
 * @param root folder of the built window
 * @param path of the request, such as `/assets/x.js`; `/` is the window itself
 * @param socketOrigin where the window's WebSocket goes, for the CSP
 */
export function sendWindowFile(response: ServerResponse, root: string, path: string, socketOrigin: string): void {
  if (path === '/' || path === '/index.html') {
    const nonce = randomBytes(18).toString('base64')
    const html = readFileSync(join(root, 'index.html'), 'utf8').replaceAll(NONCE_PLACE, nonce)
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy(nonce, [socketOrigin]),
    })
    response.end(html)
    return
  }
  const file = normalize(join(root, safeDecode(path)))
  const size = file.startsWith(root + sep) ? fileSize(file) : undefined
  if (size === undefined) {
    response.writeHead(404, { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' })
    response.end('There is nothing at this address.\n')
    return
  }
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': mediaTypes[extname(file)] ?? 'application/octet-stream',
    'content-length': size,
    // A worker obeys what comes with its own script, not what came with the page.
    'content-security-policy': contentSecurityPolicy(randomBytes(18).toString('base64'), [socketOrigin]),
    // Built files carry a hash of their content in their name.
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  // Gone since it was looked up: the browser sees that the rest is missing. A page that is left closes the file as well.
  pipeline(createReadStream(file), response, () => undefined)
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return '/'
  }
}

function fileSize(path: string): number | undefined {
  try {
    const found = statSync(path)
    return found.isFile() ? found.size : undefined
  } catch {
    // Not there, or no name that a file can have.
    return undefined
  }
}
