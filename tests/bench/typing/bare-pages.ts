import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'vite'
import { makeTempFolder } from '../../support/core/test-core.ts'
import { caretOf } from './texts.ts'

export type BareKind = 'codemirror' | 'textarea'
export type BarePages = { address(kind: BareKind, text: string): string; stop(): Promise<void> }

/** Builds the bare page as the window is built, and serves it on 127.0.0.1. */
export async function serveBarePages(): Promise<BarePages> {
  const outDir = makeTempFolder('bare-page')
  await build({
    configFile: false,
    root: import.meta.dirname,
    base: './',
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2024',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: join(import.meta.dirname, 'bare-page.html') },
    },
  })
  const texts: string[] = []
  const server = createServer((request, response) => {
    const [, nth = '', ...path] = new URL(request.url ?? '/', 'http://bare').pathname.split('/')
    const name = path.join('/')
    const isPage = name.endsWith('.html')
    response.setHeader('content-type', isPage ? 'text/html' : name === 'text' ? 'text/plain' : 'text/javascript')
    response.end(name === 'text' ? texts[Number(nth)] : readFileSync(join(outDir, name)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: (kind, text) =>
      `http://127.0.0.1:${port}/${texts.push(text) - 1}/bare-page.html?${kind}&caret=${caretOf(text)}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
