/**
 * The Content-Security-Policy (CSP Level 3) of the window, the same in both shells: nothing but our own files, no
 * inline script, styles inline only with the nonce that CodeMirror is given, no plug-ins, no frames, no forms.
 * @param nonce fresh for each load, base64
 * @param connect origins the window may talk to besides its own, such as `ws://127.0.0.1:4321`
 */
export function contentSecurityPolicy(nonce: string, connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' blob: data:",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Where index.html wants the nonce (`<meta name="csp-nonce" content="…">`). */
export const NONCE_PLACE = '__CSP_NONCE__'
