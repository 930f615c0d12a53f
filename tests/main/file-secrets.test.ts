import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileSecrets } from '../../src/serve/file-secrets.ts'
import { makeTempFolder, removeTempFolders } from '../support/core/test-core.ts'

let path: string
let warnings: string[]
const open = () => createFileSecrets(path, (text) => void warnings.push(text))
beforeEach(() => {
  path = join(makeTempFolder('secrets'), 'deeper', 'secrets.json')
  warnings = []
})
afterEach(removeTempFolders)

describe('the secrets of a desk in the browser', () => {
  it('are there after a restart, for the user alone, and two that are kept at once are both kept', async () => {
    const secrets = open()
    expect(await secrets.get('a')).toBeNull()
    await Promise.all([secrets.set('a', 'one'), secrets.set('b', 'two')])
    await secrets.set('c', 'three')
    await secrets.remove('c')
    const again = open()
    expect([await again.get('a'), await again.get('b'), await again.get('c')]).toEqual(['one', 'two', null])
    // Windows knows other rights.
    expect(process.platform === 'win32' ? 0o600 : statSync(path).mode & 0o777).toBe(0o600)
  })

  it.each(['', '{"a":', '{"a":1}'])(
    'that cannot be read (%j) are set aside and said so; the desk goes on',
    async (text) => {
      await open().set('a', 'one')
      writeFileSync(path, text)
      const secrets = open()
      expect(await secrets.get('a')).toBeNull()
      expect(warnings).toEqual([expect.stringMatching(/can't be read.*connect with a new code/)])
      expect(readFileSync(`${path}.damaged`, 'utf8')).toBe(text)
      expect(existsSync(path)).toBe(false)
      await secrets.set('a', 'anew')
      expect(await open().get('a')).toBe('anew')
    },
  )
})
