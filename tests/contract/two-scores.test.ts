import { afterAll, afterEach, expect, it } from 'vitest'
import type { StructuredOf } from '../../src/shared/domain/structured.ts'
import { withScore } from '../../src/shared/rules/comparing.ts'
import { createStructureSync } from '../../src/renderer/editor/structure-sync.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { type DraftBench, openDraftBench } from '../support/renderer/draft-bench.ts'

let bench: DraftBench

afterEach(() => bench.close())
afterAll(removeTempFolders)

it('a score that two windows gave while the core was away can be given anew', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const [one, other] = [await bench.textWindow('plan'), await bench.textWindow('plan')]
  const [a, b] = [one, other].map(({ sync }) => createStructureSync('comparison', sync, () => {}))
  const heard = async (): Promise<void> => {
    await bench.calm()
    a?.textChanged()
    b?.textChanged()
    await bench.calm()
  }
  const begun: StructuredOf<'comparison'> = {
    kind: 'comparison',
    seed: 1,
    order: ['first', 'second'],
    ranking: [],
    justification: '',
    scores: [{ response: 'second', dimension: 'clear', score: 2 }],
  }
  a?.update('comparison', () => begun)
  await heard()
  await bench.stop()
  a?.update('comparison', (now) => withScore(now ?? begun, 'first', 'clear', 3))
  b?.update('comparison', (now) => withScore(now ?? begun, 'first', 'clear', 4))
  await heard()
  expect(a?.value()).toMatchObject({ scores: { length: 3 } })
  b?.update('comparison', (now) => withScore(now ?? begun, 'first', 'clear', 5))
  await heard()
  for (const sync of [a, b]) {
    sync?.textChanged()
    expect(sync?.value()).toMatchObject({ scores: [{ response: 'second' }, { response: 'first', score: 5 }] })
  }
})
