import { cpSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { defineConfig } from 'electron-vite'
import { licenseNotices } from './scripts/lib/notices.mjs'

const at = (...parts: string[]) => join(import.meta.dirname, ...parts)

/**
 * The library that draws PDFs looks for its colour profile, without which there is no PDF/A and so no Factur-X, in `data`
 * beside its own file: in the bundle that is beside the chunk it has become part of.
 */
const pdfData = {
  name: 'pdf-data',
  writeBundle: () => {
    const fromPdfmake = createRequire(createRequire(import.meta.url).resolve('pdfmake'))
    cpSync(join(dirname(fromPdfmake.resolve('pdfkit')), 'data'), at('out', 'main', 'chunks', 'data'), {
      recursive: true,
    })
  },
}

const notices = {
  name: 'license-notices',
  writeBundle: () => writeFileSync(at('out', 'main', 'licenses.txt'), licenseNotices()),
}

/** Builds the Electron shell. The window is the same for both shells and is built by vite.renderer.config.ts. */
export default defineConfig({
  main: {
    plugins: [pdfData, notices],
    build: {
      // One addon stays outside, because it loads a binary from its own folder; all else is in the bundle.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/main/index.ts'), 'core-entry': at('src/main/core-entry.ts') },
        external: ['better-sqlite3'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('src/main/preload.ts') },
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
})
