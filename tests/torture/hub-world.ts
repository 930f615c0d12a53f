import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { hubCommand, type HubProcess, startHubProcess } from '../support/processes/hub-process.ts'

export type HubWorld = {
  readonly address: string
  readonly code: string
  kill(): Promise<void>
  restart(): Promise<void>
  /** Ids of all submissions it holds, with their tasks. */
  submissions(): Promise<{ id: string; taskId: string }[]>
  stop(): Promise<void>
}

const Submissions = z.array(z.object({ id: z.string(), taskId: z.string() }))

/** A hub with its own Postgres, a programme, an expert and tasks; killed and started again at the same address. */
export async function openHubWorld(folder: string, tasks: number): Promise<HubWorld> {
  mkdirSync(folder, { recursive: true })
  const data = ['--data', folder]
  let hub: HubProcess = await startHubProcess(data)
  const { address } = hub
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const texts = ['--terms', write('terms.md', '# Terms'), '--guideline', write('guideline.md', '# Guideline')]
  const words = [
    '--name',
    'Fields',
    '--operator',
    'Oakridge',
    '--rate',
    '120',
    '--currency',
    'USD',
    '--lease-days',
    '7',
  ]
  const programme = idIn(await hubCommand('programme', 'create', ...words, ...texts, ...data))
  const person = ['--name', 'Ada Field', '--email', 'ada@example.org', '--occupation', '11-9013.00', '--json']
  const { code } = z
    .object({ code: z.string() })
    .parse(JSON.parse(await hubCommand('expert', 'enrol', ...person, ...data)))
  const lines = Array.from({ length: tasks }, (_, i) => `${JSON.stringify(taskOf(i))}\n`).join('')
  await hubCommand(
    'batch',
    'import',
    write('tasks.jsonl', lines),
    '--programme',
    programme,
    '--title',
    'Spring',
    ...data,
  )
  return {
    address,
    code,
    kill: async () => {
      const exited = once(hub.child, 'exit')
      hub.child.kill('SIGKILL')
      await exited
    },
    restart: async () => {
      hub = await startHubProcess([...data, '--port', new URL(address).port])
    },
    submissions: async () =>
      Submissions.parse(JSON.parse(await hubCommand('submission', 'list', '--limit', '100000', '--json', ...data))),
    stop: async () => {
      await hub.stop()
      endPostgres(folder)
    },
  }
}

/** After a hub that was killed last, its Postgres may still be there. */
function endPostgres(folder: string): void {
  try {
    const pid = Number(readFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0])
    if (pid > 0) process.kill(pid, 'SIGQUIT')
  } catch {
    // It has ended.
  }
}

function idIn(text: string): string {
  return /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0] ?? ''
}

function taskOf(i: number): object {
  return {
    kind: 'author',
    title: `Plan ${String(i + 1).padStart(4, '0')}`,
    occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
    brief: 'Write the plan.',
    fields: [{ kind: 'markdown', key: 'plan', label: 'Your plan' }],
  }
}
