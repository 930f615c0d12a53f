import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** As npm calls it. @returns what it says beside its output */
function complaints(loglevel: string, ...words: string[]): string {
  const env = { ...process.env, npm_lifecycle_event: 'hub', npm_config_loglevel: loglevel, INIT_CWD: root }
  return spawnSync(process.execPath, ['scripts/hub.mjs', ...words, '--help'], { cwd: root, env, encoding: 'utf8' })
    .stderr
}

it('says that lines of npm stand before what a program is to read', { timeout: 60_000 }, () => {
  expect(complaints('', 'submission', 'export')).toContain('npm run -s hub')
  expect(complaints('', 'task', 'list', '--json')).toContain('npm run -s hub')
  expect(complaints('', 'submission', 'list', '--csv')).toContain('npm run -s hub')
  expect(complaints('silent', 'submission', 'export')).toBe('')
  expect(complaints('', 'task', 'list')).toBe('')
})

it('is written down in a form that works: without lines of npm, into no folder that is yet to be made', async () => {
  const guide = await readFile(join(root, 'docs', 'hub.md'), 'utf8')
  const lines = guide.split('\n').filter((line) => /^npm run .*submission export/.test(line))
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(line).toMatch(/^npm run -s hub .* > [^/]+$/)
})
