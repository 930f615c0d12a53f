import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSecrets, type Vault } from '../../src/main/secrets.ts'
import { temporaryFolder } from './support/test-shell.ts'

/** Turns the bytes round: enough to see whether it was used. */
const vault: Vault = {
  isAvailable: async () => true,
  seal: async (secret) => Buffer.from(secret, 'utf8').reverse(),
  open: async (sealed) => Buffer.from(sealed).reverse().toString('utf8'),
}

function open(path: string, using: Vault = vault) {
  const events: string[] = []
  return { events, secrets: createSecrets(path, using, (_level, event) => events.push(event)) }
}

test('secrets that are set at the same moment are all kept', async () => {
  const path = join(temporaryFolder(), 'electron', 'secrets.json')
  const { secrets } = open(path)
  const keys = Array.from({ length: 10 }, (_, n) => `hub-${n}`)
  await Promise.all(keys.map((key) => secrets.set(key, `token of ${key}`)))
  const { secrets: again } = open(path)
  expect(await Promise.all(keys.map((key) => again.get(key)))).toEqual(keys.map((key) => `token of ${key}`))
})

test('a secret that is removed while it is still being sealed is gone', async () => {
  const path = join(temporaryFolder(), 'secrets.json')
  let finish: () => void = () => undefined
  const sealed = new Promise<void>((resolve) => {
    finish = resolve
  })
  const { secrets } = open(path, { ...vault, seal: (secret) => sealed.then(() => vault.seal(secret)) })
  const both = [secrets.set('hub', 'token'), secrets.remove('hub')]
  finish()
  await Promise.all(both)
  expect(await secrets.get('hub')).toBeNull()
})

test('a secret that the keychain can no longer open counts as gone, and the others stay', async () => {
  const path = join(temporaryFolder(), 'secrets.json')
  await open(path).secrets.set('old', 'sealed with a lost key')
  const { secrets, events } = open(path, {
    ...vault,
    open: () => Promise.reject(new Error('wrong key')),
  })
  expect(await secrets.get('old')).toBeNull()
  expect(events).toEqual(['secrets.unreadable'])
  expect(await open(path).secrets.get('old')).toBe('sealed with a lost key')
})

test('a file that cannot be read just now counts neither as empty nor is it overwritten', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'secrets.json')
  await open(path).secrets.set('hub', 'token')
  // Held by another program, or made by another user: here a folder stands there for a while.
  renameSync(path, join(folder, 'kept.json'))
  mkdirSync(path)
  const { secrets } = open(path)
  await expect(secrets.get('hub')).rejects.toThrow('EISDIR')
  await expect(secrets.set('other', 'token of another hub')).rejects.toThrow('EISDIR')
  await expect(secrets.remove('other')).rejects.toThrow('EISDIR')
  rmdirSync(path)
  renameSync(join(folder, 'kept.json'), path)
  expect(await secrets.get('hub')).toBe('token')
})

test('a damaged file is put aside and not overwritten', async () => {
  const path = join(temporaryFolder(), 'secrets.json')
  writeFileSync(path, '{"version":1,"entr')
  const { secrets, events } = open(path)
  expect(await secrets.get('hub')).toBeNull()
  await secrets.set('hub', 'new')
  expect(events).toEqual(['secrets.damaged'])
  expect(readFileSync(`${path}.damaged`, 'utf8')).toBe('{"version":1,"entr')
  expect(await open(path).secrets.get('hub')).toBe('new')
})

test('asking for a secret makes no file', async () => {
  const path = join(temporaryFolder(), 'secrets.json')
  expect(await open(path).secrets.get('hub')).toBeNull()
  expect(existsSync(path)).toBe(false)
})
