import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HubProcess, hubCommand, startHubProcess } from '../support/processes/hub-process.ts'
import { makeTempFolder } from '../support/core/test-core.ts'

export type BenchHub = HubProcess & {
  /** A one-time code for a desk more of the same expert. */
  newCode(): Promise<string>
}

/** A hub in a process of its own, with one programme, one expert and these tasks (each a TaskContent). */
export async function openBenchHub(tasks: readonly object[]): Promise<BenchHub> {
  const folder = makeTempFolder('bench-hub')
  const file = join(folder, 'tasks.jsonl')
  writeFileSync(file, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''))
  const text = join(folder, 'text.md')
  writeFileSync(text, 'Fair terms.')
  const data = ['--data', join(folder, 'hub')]
  // Behind a proxy a hub packs its answers for everyone who asks for it.
  const hub = await startHubProcess([...data, '--behind-proxy'])
  const words = ['--name', 'Bench', '--operator', 'Bench', '--rate', '100', '--currency', 'USD', '--lease-days', '7']
  const programme = await hubCommand('programme', 'create', ...data, ...words, '--terms', text, '--guideline', text)
  const person = ['--name', 'Ada', '--email', 'ada@example.org', '--occupation', '11-9013.00', '--json']
  const { expertId } = JSON.parse(await hubCommand('expert', 'enrol', ...data, ...person)) as { expertId: string }
  const id = /[0-9a-f-]{36}/.exec(programme)?.[0] ?? ''
  await hubCommand('batch', 'import', file, ...data, '--programme', id, '--title', 'Bench', '--to', expertId)
  return {
    ...hub,
    newCode: async () =>
      /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(await hubCommand('expert', 'code', expertId, ...data))?.[0] ?? '',
  }
}
