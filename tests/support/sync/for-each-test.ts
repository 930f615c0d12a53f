import { afterEach, beforeEach } from 'vitest'
import { removeTempFolders, type TestCore, type TestCoreOptions } from '../core/test-core.ts'
import { type DeskAndHub, openDeskAndHub } from './desk-and-hub.ts'

/** Those of the test that runs, for a spec that has called one of the two functions below. */
export let world: DeskAndHub
export let core: TestCore

/** Each test has a hub of its own, and all is closed and taken away after it. */
export function hubForEachTest(): void {
  beforeEach(async () => {
    world = await openDeskAndHub()
  })
  afterEach(async () => {
    await world.close()
    removeTempFolders()
  })
}

/** Each test has a hub and a desk of its own. */
export function deskAndHubForEachTest(options: TestCoreOptions = {}): void {
  hubForEachTest()
  beforeEach(async () => {
    core = await world.openDesk(options)
  })
}

/** Opens the desk of this test once more, which was stopped, as after a restart. */
export async function openDeskAgain(options: TestCoreOptions = {}): Promise<void> {
  core = await world.openDesk({ folder: core.folder, secrets: core.secrets, ...options })
}
