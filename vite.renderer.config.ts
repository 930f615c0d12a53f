import react from '@vitejs/plugin-react'
import { join } from 'node:path'
import { defineConfig } from 'vite'

/**
 * Builds the window for both shells. Its files are found by relative addresses, because a shell may serve them from its
 * own scheme; nothing is inlined, because the Content-Security-Policy takes fonts and scripts from files only.
 */
export default defineConfig({
  root: 'src/renderer',
  base: './',
  plugins: [react()],
  resolve: {
    // Formulas are read without the browser's parser (see there).
    alias: { 'hast-util-from-html-isomorphic': join(import.meta.dirname, 'src/renderer/ui/parse-html.ts') },
  },
  build: {
    outDir: '../../out/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    // All windows are a recent Chromium, or a browser of the last year.
    target: 'es2024',
    cssTarget: 'chrome125',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
})
