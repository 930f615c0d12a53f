import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

test.skipIf(process.platform === 'win32')(
  'a build that was cut off is made again, also for the sources before it',
  () => {
    const root = temporaryFolder()
    cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'lib'), join(root, 'scripts', 'lib'), { recursive: true })
    for (const folder of ['src/renderer', 'src/shared', 'node_modules/.bin', 'out/renderer'])
      mkdirSync(join(root, folder), { recursive: true })
    for (const name of ['vite.renderer.config.ts', 'package-lock.json']) writeFileSync(join(root, name), '')
    const result = join(root, 'out', 'renderer', 'index.html')
    const vite = join(root, 'node_modules', '.bin', 'vite')
    /** Builds this source with a tool that does so much of it. @returns what lies there then */
    const build = (source: string, tool: string): string => {
      writeFileSync(join(root, 'src', 'renderer', 'main.tsx'), source)
      writeFileSync(vite, `#!/bin/sh\n${tool}\n`)
      chmodSync(vite, 0o755)
      const script = `import { ensureBuilt } from ${JSON.stringify(join(root, 'scripts/lib/build.mjs'))}; ensureBuilt(['window'])`
      spawnSync(process.execPath, ['--input-type=module', '-e', script])
      return readFileSync(result, 'utf8').trim()
    }
    expect(build('old', 'echo whole-old > out/renderer/index.html')).toBe('whole-old')
    expect(build('new', 'echo half-new > out/renderer/index.html; kill -9 $$')).toBe('half-new')
    expect(build('old', 'echo whole-old > out/renderer/index.html')).toBe('whole-old')
  },
)
