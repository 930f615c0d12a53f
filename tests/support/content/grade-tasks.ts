import { biggenRows } from './biggen-rows.ts'
import { type BatchTask, titleOf } from './read-shared.ts'

/** BiGGen-Bench: a response to grade by the five levels of its rubric, each with evidence, and as a whole. */
export function gradeTasks(): BatchTask[] {
  return biggenRows().map((row, index) => {
    const { criteria = 'How good it is', ...levels } = row.score_rubric
    return {
      kind: 'grade',
      title: titleOf('Grade', index, row.input),
      occupation: { code: '27-3042.00', title: 'Technical Writers' },
      brief: `${row.system_prompt}\n\n${row.input}`,
      materials: [
        { kind: 'response', key: 'response', title: 'The response', text: row.response },
        { kind: 'text', key: 'reference', title: 'A good answer', text: row.reference_answer },
      ],
      fields: [
        {
          kind: 'rubric-score',
          key: 'marks',
          label: 'What holds of the response',
          target: 'response',
          criteria: [
            { id: 'whole', text: criteria, points: 0 },
            ...Object.values(levels).map((text, level) => ({
              id: `level-${level + 1}`,
              parent: 'whole',
              text,
              points: level + 1,
              tags: [row.capability],
            })),
          ],
        },
        { kind: 'likert', key: 'level', label: 'Its level', points: 5, low: 'Level 1', high: 'Level 5' },
      ],
      tags: [row.capability],
      external: { id: row.id },
    }
  })
}
