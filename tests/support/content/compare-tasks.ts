import { z } from 'zod'
import { type BatchTask, readShared, titleOf } from './read-shared.ts'

const PandaLm = z.array(
  z.object({
    idx: z.int(),
    motivation_app: z.string(),
    instruction: z.string(),
    input: z.string(),
    // Some answers were the word `True`, which the data set keeps as a truth value.
    response1: z.union([z.string(), z.boolean().transform(String)]),
    response2: z.union([z.string(), z.boolean().transform(String)]),
  }),
)
const LlmBar = z.array(z.object({ input: z.string(), output_1: z.string(), output_2: z.string(), label: z.int() }))
const sets = ['Natural', 'Adversarial-GPTInst', 'Adversarial-GPTOut', 'Adversarial-Manual', 'Adversarial-Neighbor']

/** PandaLM: 999 pairs of answers to one instruction. */
export function pandaLmTasks(): BatchTask[] {
  return PandaLm.parse(JSON.parse(readShared('pairwise/pandalm_testset-v1.json.gz'))).map((row, index) => ({
    ...pair('PandaLM', index, [row.instruction, row.input].join('\n\n').trim(), row.response1, row.response2),
    external: { idx: row.idx, app: row.motivation_app },
  }))
}

/** LLMBar: 419 pairs, most of them made to mislead. */
export function llmBarTasks(): BatchTask[] {
  return sets
    .flatMap((set) => {
      const rows = LlmBar.parse(JSON.parse(readShared(`pairwise/llmbar_${set}.json`)))
      return rows.map((row) => ({ ...row, set }))
    })
    .map((row, index) => ({
      ...pair('LLMBar', index, row.input, row.output_1, row.output_2),
      external: { set: row.set, label: row.label },
    }))
}

function pair(from: string, index: number, brief: string, first: string, second: string): BatchTask {
  return {
    kind: 'compare',
    title: titleOf(from, index, brief),
    occupation: { code: '27-3042.00', title: 'Technical Writers' },
    brief,
    materials: [
      { kind: 'response', key: 'first', title: 'The first answer', text: first },
      { kind: 'response', key: 'second', title: 'The second answer', text: second },
    ],
    fields: [
      {
        kind: 'comparison',
        key: 'preference',
        label: 'Which answer is better?',
        responses: ['first', 'second'],
        dimensions: [
          { key: 'true', label: 'It is true', low: 'false', high: 'true' },
          { key: 'asked', label: 'It does what was asked' },
        ],
      },
    ],
  }
}
