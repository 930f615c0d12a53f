import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * Builds the window for both shells. Its files are found by relative addresses, because a shell may serve them from its
 * own scheme; nothing is inlined, because the Content-Security-Policy takes fonts and scripts from files only.
 */
export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react(), pdfFiles()],
  worker: { format: 'es', plugins: () => [withoutPage()] },
  resolve: {
    // Formulas are read without the browser's parser (see there).
    alias: { 'hast-util-from-html-isomorphic': join(import.meta.dirname, 'src/renderer/ui/parse-html.ts') },
  },
  build: {
    outDir: '../../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // All windows are a recent Chromium, or a browser of the last two years (`index.html` says so; specs hold the APIs to it).
    target: 'es2024',
    cssTarget: ['chrome125', 'firefox132', 'safari18'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
})

/** A worker has no page, in which this one would have the browser look characters up. */
function withoutPage(): Plugin {
  const path = join(import.meta.dirname, 'node_modules', 'decode-named-character-reference', 'index.js')
  return {
    name: 'understudy-without-page',
    enforce: 'pre',
    resolveId: (id) => (id === 'decode-named-character-reference' ? path : undefined),
  }
}

/** What pdf.js fetches by name when a document needs it: character maps, the fonts of every PDF, decoders without WASM. */
function pdfFiles(): Plugin {
  const from = join(import.meta.dirname, 'node_modules', 'pdfjs-dist')
  const folders = { cmaps: /./, standard_fonts: /./, wasm: /_nowasm_fallback\.js$|^LICENSE_(JBIG2|OPENJPEG|PDFJS_)/ }
  return {
    name: 'understudy-pdf-files',
    generateBundle() {
      for (const [folder, isWanted] of Object.entries(folders)) {
        for (const name of readdirSync(join(from, folder)).filter((one) => isWanted.test(one))) {
          const source = readFileSync(join(from, folder, name))
          this.emitFile({ type: 'asset', fileName: `pdf/${folder}/${name}`, source })
        }
      }
    },
  }
}
