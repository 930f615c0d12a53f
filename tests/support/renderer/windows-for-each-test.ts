import { afterAll, afterEach } from 'vitest'
import { removeTempFolders } from '../core/test-core.ts'
import { type DraftBench, openDraftBench } from './draft-bench.ts'
import { openDraftWindow, type TestWindow, type WindowOptions } from './draft-window.ts'

/** That of the test that runs, for a spec that has called `windowsForEachTest`. */
export let bench: DraftBench
const windows: TestWindow[] = []

/** After each test its windows are closed, and its bench with them. */
export function windowsForEachTest(): void {
  afterEach(async () => {
    for (const { keeper } of windows.splice(0)) keeper.stop()
    await bench.close()
  })
  afterAll(removeTempFolders)
}

/** @param title of the task that is written in */
export async function openBench(title = 'Write the 2026 crop and nutrient plan'): Promise<void> {
  bench = await openDraftBench(title)
}

export async function openWindow(...how: WindowOptions): Promise<TestWindow> {
  const window = await openDraftWindow(bench, ...how)
  windows.push(window)
  return window
}
