import { afterAll, afterEach, expect, it } from 'vitest'
import type { StructuredOf } from '../../src/shared/domain/structured.ts'
import { withScore } from '../../src/shared/rules/comparing.ts'
import { createMarkActions } from '../../src/renderer/features/workspace/fields/structured/rubric-score/mark-actions.ts'
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

it('a criterion that two windows marked while the core was away can be marked anew, and has its words', async () => {
  bench = await openDraftBench('Write the 2026 crop and nutrient plan')
  const [one, other] = [await bench.textWindow('plan'), await bench.textWindow('plan')]
  const syncs = [one, other].map(({ sync }) => createStructureSync('rubric-score', sync, () => {}))
  const [a, b] = syncs.map((sync) => createMarkActions(sync, () => {}))
  const heard = async (): Promise<void> => {
    await bench.calm()
    for (const sync of syncs) sync.textChanged()
    await bench.calm()
  }
  a?.mark('first', true)
  await heard()
  await bench.stop()
  a?.mark('second', true)
  b?.mark('second', false)
  await heard()
  expect(syncs[0]?.value()).toMatchObject({ marks: { length: 3 } })
  // The last one is what is shown and what counts.
  const shown = (): unknown =>
    (syncs[0]?.value() as StructuredOf<'rubric-score'> | undefined)?.marks.findLast(({ id }) => id === 'second')
  a?.say('second', 'evidence', 'Line 4.')
  await heard()
  expect(shown()).toMatchObject({ evidence: 'Line 4.' })
  a?.mark('second', undefined)
  await heard()
  for (const sync of syncs) expect(sync.value()).toMatchObject({ marks: [{ id: 'first', met: true }] })
})
