import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { errorToCode, silenceToText, storeFailureToText } from '../../src/core/sync/problem-texts.ts'
import { outboxWords } from '../../src/renderer/format/desk-state.ts'
import { installedBrowser } from '../support/electron-double/chromium.ts'

const root = join(import.meta.dirname, '..', '..')

it.each([
  ['getaddrinfo ENOTFOUND hub.example.org', /no hub of this name/],
  ['ECONNREFUSED', /no hub runs on it/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /cannot prove/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /cannot prove/],
  ['bad port', /^Nothing answers at this address\. Check/],
  ['no answer in time', /^Nothing answers at this address\. Check/],
])('why nothing answers (%s) is said without the words of the machine', (detail, text) => {
  const said = silenceToText(detail)
  expect(said).toMatch(text)
  expect(said).not.toMatch(/[()[\]{}]|[A-Z]{3}/)
})

it('what could not be stored is said in a sentence, and the log gets only the kind of the failure', () => {
  const flaw = z.object({ title: z.string() }).safeParse({ title: 7 }).error
  expect(storeFailureToText(flaw)).toBe(
    'This computer could not keep what the hub sent. Nothing is lost; it tries again by itself.',
  )
  expect(errorToCode(flaw)).toBe('ZodError')
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  expect(storeFailureToText(full)).toMatch(/disk of this computer is full/)
  expect(errorToCode(full)).toBe('SQLITE_FULL')
  expect(errorToCode('a string')).toBe('unknown')
})

it('the paper that a window shows before it is drawn is that of the tokens', () => {
  const tokens = readFileSync(join(root, 'src/renderer/tokens.css'), 'utf8')
  const [, light = '', dark = ''] = /--ground: light-dark\((#\w+), (#\w+)\)/.exec(tokens) ?? []
  const shell = readFileSync(join(root, 'src/main/desk-window.ts'), 'utf8')
  expect(shell).toContain(`{ light: '${light}', dark: '${dark}' }`)
})

it('no text speaks of an expert as of a man', () => {
  const spoken = /\b(?:he|him|his)\b/i
  const places = ['src/hub/cli/commands/expert.ts', 'src/hub/cli/commands/submission.ts', 'docs/hub.md']
  expect(places.filter((path) => spoken.test(readFileSync(join(root, path), 'utf8')))).toEqual([])
})

it('an installed browser is found where each system keeps it, and its absence says what to do', () => {
  const only = (path: string) => (other: string) => other === path
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  expect(installedBrowser('darwin', {}, only(chrome))).toBe(chrome)
  expect(installedBrowser('linux', { PATH: '/usr/bin:/snap/bin' }, only('/snap/bin/chromium'))).toBe(
    '/snap/bin/chromium',
  )
  const edge = (path: string) => path.includes('Edge') && path.endsWith('msedge.exe')
  expect(installedBrowser('win32', { 'ProgramFiles(x86)': 'C:\\Programs' }, edge)).toContain('C:\\Programs')
  expect(() => installedBrowser('linux', { PATH: '/usr/bin' }, () => false)).toThrow(/UNDERSTUDY_CHROMIUM/)
})

it('one line says how it stands with all that was sent', () => {
  const lane = { state: 'quarantined' } as never
  const hub = (state: string) => ({ state }) as never
  const some = { tasks: 2, bytes: 1_000 }
  const none = { tasks: 0, bytes: 0 }
  const us = { locale: 'en-US' }
  const say = (waiting: typeof some, lanes: never[], hubs: never[], workOffline = false) =>
    outboxWords({ waiting, lanes, hubs, workOffline }, us)
  expect(say(none, [], [hub('connected')])).toBe('Everything that was sent has gone out.')
  expect(say(none, [lane], [hub('connected')])).toBe('1 needs you; everything else has gone out.')
  expect(say(some, [], [hub('unreachable')])).toBe('Waiting for the network: 2 tasks, 1 KB')
  expect(say(some, [lane, lane], [hub('connected')])).toBe('Going out: 2 tasks, 1 KB; 2 need you')
  expect(say(some, [], [hub('signed-out')])).toBe('Waiting for you to sign in: 2 tasks, 1 KB')
  expect(say(some, [], [hub('offline')], true)).toBe('Waiting: 2 tasks, 1 KB')
})
