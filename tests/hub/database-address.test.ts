import { expect, it } from 'vitest'
import { openHubStore } from '../../src/hub/cli/open-store.ts'

it('says how a password with such signs is written in the address of a database, and does not repeat it', async () => {
  const opened = await openHubStore({
    dataFolder: undefined,
    databaseUrl: 'postgres://ada:se#cret@127.0.0.1:1/hub',
    filesFolder: undefined,
    serves: false,
    log: () => undefined,
  })
  const text = opened.ok ? '' : opened.error.text
  expect(text).toContain('# as %23')
  expect(text).not.toContain('cret')
})
