import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { usualFolder } from '../../scripts/lib/data-folder.mjs'
import { usualDataFolder } from '../../src/hub/cli/open-store.ts'
import { dataFolder } from '../../src/shared/rules/data-folder.ts'

const homes = { linux: '/home/ada', darwin: '/Users/ada', win32: 'C:\\Users\\Ada Field' }
const environments = [
  {},
  { XDG_DATA_HOME: '' },
  { XDG_DATA_HOME: 'data' },
  { XDG_DATA_HOME: './data' },
  { XDG_DATA_HOME: '/var/data/' },
  { APPDATA: 'D:\\Ada Field\\Roaming' },
]

it('npm start has its data where the desk has them that is started without it', () => {
  for (const [platform, home] of Object.entries(homes)) {
    for (const env of environments)
      expect(usualFolder({ platform, home, env })).toBe(dataFolder({ platform, home, env }))
  }
})

it.skipIf(process.platform !== 'linux').each(['', 'data', './data'])(
  'the hub ignores an XDG_DATA_HOME of %j, too',
  (given) => {
    vi.stubEnv('XDG_DATA_HOME', given)
    expect(usualDataFolder()).toBe(join(homedir(), '.local', 'share', 'understudy-hub'))
  },
)
