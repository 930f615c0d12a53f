import type { TaskContent } from '../../../src/shared/domain/task.ts'
import { canaries, everythingHostile, hostileLines, naughtyStrings, sanitizerCases } from './hostile-texts.ts'
import { type BatchTask, readShared } from './read-shared.ts'

type Field = BatchTask['fields'][number]

/** Names of files that are to be made for these tasks, each with what is in it. */
export function hostileFiles(): Record<string, string> {
  return {
    '![x](https:evil.invalid) & <img src=x onerror=__pwned=1>.md': everythingHostile().join('\n\n'),
    "=HYPERLINK('evil') javascript:alert(1).csv": `${readShared('hostile/csv-injection.txt').replaceAll('\r', '')}\n"=1+1","<img src=x onerror=__pwned=1>"\n`,
    '‮gpj.exe..txt': naughtyStrings().join('\n'),
    'utf8.txt': readShared('hostile/utf8tests.txt'),
  }
}

/** A few tasks with hostile texts in every place that a window shows. @param files in the folder that goes with them */
export function hostileTasks(files: readonly string[]): BatchTask[] {
  const all = everythingHostile()
  const lines = hostileLines(200)
  const short = hostileLines(120)
  const cases = sanitizerCases().map(({ payload }) => payload)
  const nth = (i: number): string => lines[i % lines.length] ?? ''
  const base = {
    occupation: { code: '11-9013.00', title: '<b onclick=__pwned=1>Farmers' },
    persona: {
      occupation: '<img src=x onerror=__pwned=1>',
      experience: canaries.join(' ').slice(0, 2000),
      place: '[x](javascript:__pwned=1)',
      situation: cases.join('\n').slice(0, 8000),
    },
    brief: all.join('\n\n'),
    tags: ['<script>__pwned=1</script>'],
    external: { __proto__: 'x', constructor: '<script>' },
  } satisfies Partial<BatchTask>
  const asked = (field: Field, i: number): Field => ({
    ...field,
    label: `${i + 1} ${nth(i)}`.slice(0, 200),
    help: canaries[i % canaries.length] ?? '',
    required: false,
  })
  const options = (from: readonly string[], most: number) =>
    from.slice(0, most).map((label, i) => ({ value: `${i}`, label }))
  const response = (key: string, text: string) =>
    ({ kind: 'response', key, title: nth(key.length).slice(0, 200), text }) as const
  return [
    {
      ...base,
      kind: 'author',
      title: 'Hostile reading <img src=x onerror=__pwned=1>',
      materials: [
        { kind: 'text', key: 'raw', title: nth(1), text: all.join('\n') },
        { kind: 'text', key: 'listed', title: nth(2), text: all.map((text) => `- ${text}`).join('\n') },
        { kind: 'text', key: 'linked', title: nth(3), text: cases.map((text) => `[${text}](${text})`).join('\n\n') },
        response('answer', all.map((text) => `> ${text}`).join('\n\n')),
        {
          kind: 'conversation',
          key: 'talk',
          title: nth(4),
          turns: cases.map((text, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', text })),
        },
        ...files.map((path, i) => ({ kind: 'file', key: `file-${i}`, title: path.slice(0, 200), path }) as const),
      ],
      fields: [{ kind: 'markdown', key: 'plain', label: 'Your answer', required: false }],
    },
    {
      ...base,
      kind: 'grade',
      title: 'Hostile fields <svg onload=__pwned=1>',
      materials: [response('answer', canaries.join('\n\n'))],
      fields: (
        [
          { kind: 'text', key: 'line', label: '' },
          { kind: 'choice', key: 'one', label: '', options: options(hostileLines(300), 100) },
          { kind: 'choice', key: 'many', label: '', multiple: true, options: options(cases.filter(isLine), 100) },
          { kind: 'likert', key: 'step', label: '', low: short[0] ?? '', high: short[1] ?? '' },
          { kind: 'number', key: 'number', label: '', unit: '<b>kg</b>' },
          { kind: 'date', key: 'day', label: '' },
          { kind: 'files', key: 'files', label: '' },
          { kind: 'rubric', key: 'rubric', label: '' },
          {
            kind: 'rubric-score',
            key: 'marks',
            label: '',
            target: 'answer',
            criteria: [...canaries, ...cases].map((text, i) => ({
              id: `c${i}`,
              text: text === '' ? '-' : text,
              points: i,
              source: text.slice(0, 2000),
              tags: [short[i % short.length]?.slice(0, 60) ?? ''],
            })),
          },
          { kind: 'citations', key: 'sources', label: '' },
          { kind: 'persona', key: 'persona', label: '' },
          { kind: 'hologram', key: 'unknown', label: '', rays: ['<script>__pwned=1</script>'] },
        ] satisfies TaskContentField[] as Field[]
      ).map(asked),
    },
    {
      ...base,
      kind: 'compare',
      title: 'Hostile comparison <iframe src=javascript:__pwned=1>',
      materials: [response('first', all.join('\n\n')), response('second', [...all].reverse().join('\n\n'))],
      fields: (
        [
          {
            kind: 'comparison',
            key: 'preference',
            label: '',
            responses: ['first', 'second'],
            dimensions: short.slice(0, 12).map((label, i) => ({ key: `d${i}`, label, low: label, high: label })),
          },
          { kind: 'ranking', key: 'order', label: '', options: options(hostileLines(300), 40) },
          {
            kind: 'spans',
            key: 'faults',
            label: '',
            target: 'first',
            faults: short.slice(3, 20).map((label, i) => ({ value: `f${i}`, label })),
          },
        ] satisfies TaskContentField[] as Field[]
      ).map(asked),
    },
    {
      ...base,
      kind: 'converse',
      title: 'Hostile talk <a href=javascript:__pwned=1>',
      materials: [
        {
          kind: 'conversation',
          key: 'so-far',
          title: nth(5),
          turns: [...canaries, ...cases].map((text, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', text })),
        },
      ],
      fields: (
        [{ kind: 'conversation', key: 'talk', label: '', from: 'so-far' }] satisfies TaskContentField[] as Field[]
      ).map(asked),
    },
  ]
}

type TaskContentField = TaskContent['fields'][number] | Field

function isLine(text: string): boolean {
  return text !== '' && text.length <= 300 && !/\p{Cc}/u.test(text)
}
