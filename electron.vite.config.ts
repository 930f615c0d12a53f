import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (...parts: string[]) => join(import.meta.dirname, ...parts)

export default defineConfig({
  main: {
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
  renderer: {
    root: at('src/renderer'),
    base: './',
    plugins: [react()],
    build: {
      // The browser shell shows the same files in other browsers than Electron's Chromium.
      target: 'es2022',
      // electron-vite would not.
      minify: true,
      // A `data:` address is what the window's CSP refuses for fonts.
      assetsInlineLimit: 0,
      rolldownOptions: { input: at('src/renderer/index.html') },
    },
  },
})
