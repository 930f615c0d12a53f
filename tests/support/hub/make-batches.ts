import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { TaskContent } from '../../../src/shared/domain/task.ts'
import { biggenRows } from '../content/biggen-rows.ts'
import { readShared } from '../content/read-shared.ts'
import { firstWords } from '../../../src/hub/import/first-words.ts'

/**
 * Makes batch files from the shared data: `node tests/support/hub/make-batches.ts FOLDER` writes biggen.jsonl (765
 * responses to grade) and onet.jsonl (5,000 tasks to author).
 */
const data = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data')

/** Why the batches cannot be made here, or undefined. */
export const batchesMissing: string | undefined = existsSync(join(data, 'onet'))
  ? undefined
  : 'the shared data (../shared/data) is not here'

type Input = z.input<typeof TaskContent>

const occupations: Record<string, Input['occupation']> = {
  planning: { code: '13-1111.00', title: 'Management Analysts' },
  reasoning: { code: '15-2051.00', title: 'Data Scientists' },
  tool_usage: { code: '15-1252.00', title: 'Software Developers' },
  multilingual: { code: '27-3091.00', title: 'Interpreters and Translators' },
  safety: { code: '23-1011.00', title: 'Lawyers' },
  theory_of_mind: { code: '21-1021.00', title: 'Child, Family, and School Social Workers' },
}

/** BiGGen-Bench: a response to grade by its rubric from 1 to 5, with a justification. */
export function biggenTasks(): Input[] {
  return biggenRows().map((row) => {
    const { criteria = '', ...levels } = row.score_rubric
    const rubric = Object.values(levels).map((text, index) => `${index + 1}. ${text}`)
    return {
      kind: 'grade',
      title: firstWords(row.input, row.id),
      occupation: occupations[row.capability] ?? { code: '27-3042.00', title: 'Technical Writers' },
      brief: `${row.system_prompt}\n\n${row.input}`,
      materials: [
        // Some responses of the sample are only a placeholder; then the reference answer is what is graded.
        {
          kind: 'response',
          key: 'response',
          title: 'The response',
          text: row.response.length > 40 ? row.response : row.reference_answer,
        },
        { kind: 'text', key: 'rubric', title: 'Rubric', text: `${criteria}\n\n${rubric.join('\n')}` },
      ],
      fields: [
        { kind: 'likert', key: 'score', label: 'Score by the rubric', points: 5, low: 'Level 1', high: 'Level 5' },
        { kind: 'markdown', key: 'justification', label: 'Why this level', minWords: 20 },
      ],
      estimateMs: 15 * 60_000,
      tags: [row.capability],
      external: { id: row.id },
    }
  })
}

/** O*NET task statements: what a person of this occupation does becomes a task to author, spread over all occupations. */
export function onetTasks(count: number): Input[] {
  const [, ...lines] = readShared('onet/task-statements.tsv.gz').trimEnd().split('\n')
  const step = lines.length / count
  return Array.from({ length: count }, (_, index): Input => {
    const [code = '', title = '', id = '', statement = ''] = (lines[Math.floor(index * step)] ?? '').split('\t')
    return {
      kind: 'author',
      title: firstWords(statement, id),
      occupation: { code, title },
      persona: { occupation: title, situation: `Part of the daily work: ${statement}` },
      brief: `Write a task that you would give to a capable colleague, out of this part of your work:\n\n> ${statement}\n\nThen say how a good result is told from a poor one.`,
      fields: [
        { kind: 'markdown', key: 'prompt', label: 'The task, as to a colleague', minWords: 40 },
        { kind: 'markdown', key: 'rubric', label: 'How you would judge it', minWords: 20 },
        { kind: 'number', key: 'minutes', label: 'How long it would take you', min: 1, unit: 'minutes' },
        { kind: 'files', key: 'references', label: 'What one needs for it', required: false },
      ],
      estimateMs: 60 * 60_000,
      external: { id: `onet-${id}` },
    }
  })
}

export async function writeBatches(folder: string): Promise<{ biggen: string; onet: string }> {
  await mkdir(folder, { recursive: true })
  const write = async (name: string, tasks: readonly Input[]) => {
    const path = join(folder, name)
    await writeFile(path, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''))
    return path
  }
  return {
    biggen: await write('biggen.jsonl', biggenTasks()),
    onet: await write('onet.jsonl', onetTasks(5000)),
  }
}

if (import.meta.main) {
  const folder = process.argv[2]
  if (folder === undefined) throw new Error('say into which folder')
  const { biggen, onet } = await writeBatches(folder)
  console.log(`${biggen}\n${onet}`)
}
