import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { skipAloud } from '../support/hub/skip-aloud.ts'
import { temporaryFolder } from './support/test-shell.ts'

const contents: Readonly<Record<string, string>> = {
  'src/words.ts': 'one\ntwo\n',
  'resources/sample/occupations.tsv': '11-9013.00\tFarmers\n',
  'resources/sample/memo.pdf': '%PDF\n\0\n',
  'tests/golden/timesheet.csv': 'a,b\r\n"two\nlines",b\r\n',
}

test('a clone has the same bytes where Git is set to turn line ends, as on Windows', (context) => {
  if (spawnSync('git', ['--version']).status !== 0) return skipAloud(context, 'there is no git on this machine')
  const folder = temporaryFolder()
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'core.autocrlf=true', '-c', 'user.name=Ada', '-c', 'user.email=ada@field', ...args], {
      cwd: folder,
      stdio: 'pipe',
    })
  copyFileSync(join(import.meta.dirname, '..', '..', '.gitattributes'), join(folder, '.gitattributes'))
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  git('init')
  git('add', '.')
  git('commit', '-m', 'All')
  for (const name of Object.keys(contents)) rmSync(join(folder, name))
  git('checkout', '.')
  const found = Object.keys(contents).map((name) => [name, readFileSync(join(folder, name), 'utf8')])
  expect(Object.fromEntries(found)).toEqual(contents)
})
