import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, test as base, expect, type Page } from '@playwright/test'
import { quickFolder } from '../../support/quick-folder.ts'
import { openTestCluster, type TestCluster } from '../../support/hub/postgres.ts'
import { type HubProcess, hubCommand, startHubProcess } from '../../support/processes/hub-process.ts'
import { launchBrowser, openDesk, type OpenDesk, type ShellName } from './shells.ts'

/** A hub with one programme and an expert, run by its operator's commands. */
export type HubWorld = HubProcess & {
  readonly code: string
  readonly expertId: string
  readonly programmeId: string
  /** Runs one of the operator's commands on this hub. */
  run(...args: readonly string[]): Promise<string>
  /** Imports tasks (each a TaskContent) and offers them. */
  importTasks(title: string, tasks: readonly object[]): Promise<void>
}

type Fixtures = {
  /** A folder that is removed afterwards. */
  folder: string
  hub: HubWorld
  desk: OpenDesk
}

/** What takes long to start and has room for all tests of a worker. */
type WorkerFixtures = {
  cluster: TestCluster
  /** Starts a browser for windows of `npm start`, or gives the one that runs. */
  openBrowser: () => Promise<Browser>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  cluster: [
    async ({ browserName }, use) => {
      const folder = mkdtempSync(join(quickFolder(), `understudy-postgres-${browserName}-`))
      const cluster = await openTestCluster(folder)
      await use(cluster)
      await cluster.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
    { scope: 'worker' },
  ],

  openBrowser: [
    async ({ playwright }, use) => {
      let opened: Promise<Browser> | undefined
      await use(() => (opened ??= launchBrowser(playwright.chromium)))
      await (await opened)?.close()
    },
    { scope: 'worker' },
  ],

  folder: async ({ browserName }, use) => {
    const folder = mkdtempSync(join(tmpdir(), `understudy-${browserName}-`))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },

  hub: async ({ folder, cluster }, use) => {
    const database = await cluster.newDatabase()
    const hub = await openHub(join(folder, 'hub'), '--database-url', database.url)
    await use(hub)
    await hub.stop()
    await database.drop()
  },

  desk: async ({ folder, openBrowser }, use, testInfo) => {
    const dataFolder = join(folder, 'desk')
    const desk = await openDesk(testInfo.project.name as ShellName, { dataFolder, openBrowser })
    const problems = watchConsole(desk.page)
    // Choosers are caught from the start: one that opens before the catching is arranged waits for a person.
    desk.page.on('filechooser', () => undefined)
    await use(desk)
    await desk.quit()
    expect(problems, 'errors and warnings on the console').toEqual([])
  },
})

/** What the window complains of; a lost connection is what some tests are about. */
function watchConsole(page: Page): string[] {
  const problems: string[] = []
  page.on('console', (message) => {
    const text = message.text()
    const expected = /WebSocket connection|net::(?!ERR_FILE_NOT_FOUND)/.test(text)
    if ((message.type() === 'error' || message.type() === 'warning') && !expected) problems.push(text)
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  return problems
}

export async function openHub(folder: string, ...more: readonly string[]): Promise<HubWorld> {
  const data = ['--data', folder, ...more]
  const hub = await startHubProcess(data)
  const run = (...args: readonly string[]): Promise<string> => hubCommand(...args, ...data)
  mkdirSync(folder, { recursive: true })
  const terms = join(folder, 'terms.md')
  writeFileSync(terms, '# Terms\n\nTime is paid, also for work that comes back.')
  const guideline = join(folder, 'guideline.md')
  writeFileSync(guideline, '# Guideline\n\nWrite as to a colleague.')
  const words = ['--name', 'Fields and barns', '--operator', 'Oakridge Data', '--rate', '120', '--currency', 'USD']
  const texts = ['--lease-days', '7', '--terms', terms, '--guideline', guideline]
  const programmeId = idIn(await run('programme', 'create', ...words, ...texts))
  const person = ['--name', 'Ada Field', '--email', 'ada@example.org', '--occupation', '11-9013.00', '--json']
  const { code, expertId } = JSON.parse(await run('expert', 'enrol', ...person)) as { code: string; expertId: string }
  return {
    ...hub,
    code,
    expertId,
    programmeId,
    run,
    importTasks: async (title, tasks) => {
      const file = join(folder, `${title.replaceAll(/\W/g, '-')}.jsonl`)
      writeFileSync(file, tasks.map((task) => `${JSON.stringify(task)}\n`).join(''))
      await run('batch', 'import', file, '--programme', programmeId, '--title', title)
    },
  }
}

/** The first UUID in a text. */
export function idIn(text: string): string {
  const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0]
  if (id === undefined) throw new Error(`no id in ${text}`)
  return id
}

/** The enrolment code that a command printed. */
export function codeIn(text: string): string {
  const code = /Code (\S+),/.exec(text)?.[1]
  if (code === undefined) throw new Error(`no code in ${text}`)
  return code
}

/** The task of the main job. */
export const planTask = {
  kind: 'author',
  title: 'Management plan for a mixed farm',
  occupation: { code: '11-9013.00', title: 'Farmers, Ranchers, and Other Agricultural Managers' },
  persona: { occupation: 'Farm manager', experience: 'Twenty years', place: 'Marshland near Emden' },
  brief: '# The farm\n\n80 hectares, heavy soil, 60 suckler cows.\n\nWrite the plan for the coming season.',
  estimateMs: 3_600_000,
  materials: [{ kind: 'text', key: 'soil', title: 'Soil tests', text: 'pH 6.1, phosphorus low, potassium medium.' }],
  fields: [
    { kind: 'markdown', key: 'plan', label: 'Your plan', help: 'As to a colleague who takes over.', minWords: 5 },
    { kind: 'likert', key: 'confidence', label: 'How sure are you?', low: 'a guess', high: 'certain' },
    {
      kind: 'choice',
      key: 'crop',
      label: 'Main crop',
      options: [
        { value: 'wheat', label: 'Wheat' },
        { value: 'rye', label: 'Rye' },
      ],
    },
    { kind: 'number', key: 'cows', label: 'Cows kept', min: 0, max: 500, integer: true, unit: 'head', required: false },
  ],
}
