import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from './support/test-shell.ts'

/** A clone with one source, whose window is built by a tool that does what these lines of a shell say. */
function makeClone(root = temporaryFolder()) {
  cpSync(join(import.meta.dirname, '..', '..', 'scripts', 'lib'), join(root, 'scripts', 'lib'), { recursive: true })
  for (const folder of ['src/renderer', 'src/shared', 'node_modules/.bin', 'out/renderer'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const name of ['vite.renderer.config.ts', 'package-lock.json']) writeFileSync(join(root, name), '')
  const vite = join(root, 'node_modules', '.bin', 'vite')
  const script = `import { ensureBuilt } from ${JSON.stringify(pathToFileURL(join(root, 'scripts/lib/build.mjs')))}; ensureBuilt(['window'])`
  return {
    root,
    args: ['--input-type=module', '-e', script],
    setTool: (lines: string) => {
      writeFileSync(vite, `#!/bin/sh\n${lines}\n`)
      chmodSync(vite, 0o755)
    },
  }
}

test.skipIf(process.platform === 'win32')(
  'a build that was cut off is made again, also for the sources before it',
  () => {
    const { root, args, setTool } = makeClone()
    const result = join(root, 'out', 'renderer', 'index.html')
    /** Builds this source with a tool that does so much of it. @returns what lies there then */
    const build = (source: string, tool: string): string => {
      writeFileSync(join(root, 'src', 'renderer', 'main.tsx'), source)
      setTool(tool)
      spawnSync(process.execPath, args)
      return readFileSync(result, 'utf8').trim()
    }
    expect(build('old', 'echo whole-old > out/renderer/index.html')).toBe('whole-old')
    expect(build('new', 'echo half-new > out/renderer/index.html; kill -9 $$')).toBe('half-new')
    expect(build('old', 'echo whole-old > out/renderer/index.html')).toBe('whole-old')
  },
)

test.skipIf(process.platform === 'win32')('two starts at once build once, and the second waits for it', async () => {
  const { root, args, setTool } = makeClone()
  const result = join(root, 'out', 'renderer', 'index.html')
  // As the real one does: it empties the folder first.
  setTool('echo . >> builds; echo half > out/renderer/index.html; sleep 1; echo whole > out/renderer/index.html')
  // A start that was killed while it built, before them.
  writeFileSync(join(root, 'out', '.building'), String(spawnSync('true').pid))
  const start = async (): Promise<string> => {
    await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit')
    return readFileSync(result, 'utf8').trim()
  }
  const first = start()
  await expect.poll(() => existsSync(result)).toBe(true)
  expect(await Promise.all([first, start()])).toEqual(['whole', 'whole'])
  expect(readFileSync(join(root, 'builds'), 'utf8')).toBe('.\n')
  expect(existsSync(join(root, 'out', '.building'))).toBe(false)
})

test.skipIf(process.platform === 'win32').each(['my #1', 'why?', 'a:b'])(
  'what cannot be built in a folder called “%s” is said, with what to do, instead of what the tools say then',
  (name) => {
    const { root, args, setTool } = makeClone(join(temporaryFolder(), name))
    setTool('echo built')
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 })
    expect(status).toBe(1)
    expect(stderr).toContain(`in its path:\n${root}\nRename that folder`)
  },
)

test.skipIf(process.platform === 'win32')('a clone that cannot be written to says so', () => {
  const { root, args } = makeClone()
  rmSync(join(root, 'out'), { recursive: true })
  writeFileSync(join(root, 'out'), '')
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000 })
  expect(status).toBe(1)
  expect(stderr).toContain(`cannot be made ready in ${root}: `)
})
