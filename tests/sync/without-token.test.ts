import { afterEach, beforeEach, expect, it } from 'vitest'
import { createMemorySecrets, type DeskClient, removeTempFolders } from '../support/core/test-core.ts'
import { until } from '../support/core/until.ts'
import { contents, type DeskAndHub, openDeskAndHub } from '../support/sync/desk-and-hub.ts'

/** A start at which the token cannot be had: in the other shell, or before the keychain is unlocked. */

let world: DeskAndHub
beforeEach(async () => {
  world = await openDeskAndHub()
})
afterEach(async () => {
  await world.close()
  removeTempFolders()
})

const hubOf = async (desk: DeskClient) => (await desk.sync.overview({})).hubs[0]

it('a start without its token asks the hub nothing, says why, and is signed out for this start only [E4]', async () => {
  const first = await world.openDesk()
  await world.hub.operator.importTasks(contents(1))
  await world.enrol(first.desk, 1)
  await first.stop()

  const asked: string[] = []
  world.wire.answer('/', (request) => {
    asked.push(request.url)
    return world.hub.fetch(request)
  })
  const { folder } = first
  const other = await world.openDesk({ folder, secrets: createMemorySecrets() })
  await until(other.desk, 'it is signed out', async () => (await hubOf(other.desk))?.state === 'signed-out')
  expect((await hubOf(other.desk))?.reason).toMatch(/keychain/)
  expect(asked).toEqual([])
  await other.stop()

  const again = await world.openDesk({ folder, secrets: first.secrets })
  await until(again.desk, 'it is connected', async () => (await hubOf(again.desk))?.state === 'connected')
})
