import { ORPCError } from '@orpc/client'
import { expect, test } from 'vitest'
import type { DeskStatus, Settings } from '../../../src/shared/contract/desk.ts'
import type { Desk } from '../../../src/renderer/client/desk.ts'
import { createResource } from '../../../src/renderer/state/resource.ts'
import { createSettingsKeeper } from '../../../src/renderer/state/settings.ts'
import { createToasts } from '../../../src/renderer/state/toasts.ts'
import { createToastQueue } from '../../../src/renderer/ui/toast-queue.ts'

/** A core that has room or not. */
function open() {
  const core = { isFull: true, settings: { snippets: [] } as Partial<Settings> }
  const status = createResource(async () => ({ settings: core.settings }) as DeskStatus)
  const desk = {
    app: {
      saveSettings: async (change: Partial<Settings>) => {
        if (core.isFull) throw new ORPCError('DISK_FULL', { data: { text: 'The disk is full.' } })
        core.settings = { ...core.settings, ...change }
        return core.settings
      },
    },
  }
  const keeper = createSettingsKeeper(desk as unknown as Pick<Desk, 'app'>, status, createToasts(createToastQueue()))
  return { core, status, keeper }
}

test('what was written is not shown as kept before the core has it, and why it has not is said to who wrote it', async () => {
  const { core, status, keeper } = open()
  await status.refresh()
  const snippets = [{ name: 'soil', text: 'pH 6.1' }]
  expect(await keeper.keep({ snippets })).toBe('The disk is full.')
  expect(status.store.getState().value?.settings.snippets).toEqual([])
  core.isFull = false
  expect(await keeper.keep({ snippets })).toBeUndefined()
  expect(status.store.getState().value?.settings.snippets).toEqual(snippets)
})
