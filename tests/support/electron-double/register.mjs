// `node --import …/register.mjs out/main/index.js` runs the shell on the double: whoever asks for Electron gets that.
import { registerHooks } from 'node:module'

const url = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron' && specifier !== 'electron/main') return next(specifier, context)
    return { url, format: 'module-typescript', shortCircuit: true }
  },
})
