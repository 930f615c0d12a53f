import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import type { BatchTask } from '../support/content/read-shared.ts'
import { writeBatch } from '../support/content/real-batches.ts'
import { goToTask } from './support/at-home.ts'
import { paste } from './support/paste.ts'
import { test } from './support/test.ts'
import { connect, untilSaved } from './support/walk.ts'

/** What is far too large: each is shown or answered with a plain notice, the draft is safe and the window lives on. */

const Rows = z.array(z.object({ id: z.string(), title: z.string() }))
const base = {
  kind: 'answer',
  occupation: { code: '11-9013.00', title: 'Farmers' },
  brief: 'Something far too large.',
} satisfies Partial<BatchTask>
const writing: BatchTask['fields'] = [{ kind: 'markdown', key: 'answer', label: 'Your answer' }]

const tasks: BatchTask[] = [
  { ...base, title: 'A paste of 5 MB', fields: writing },
  { ...base, title: 'A text without a line break', fields: writing },
  {
    ...base,
    title: 'A file of 10 MB',
    materials: [{ kind: 'file', key: 'file', title: 'A long report', path: 'long.md' }],
    fields: writing,
  },
  {
    ...base,
    kind: 'grade',
    title: '2,000 criteria',
    materials: [{ kind: 'response', key: 'response', title: 'The response', text: 'It is short.' }],
    fields: [
      {
        kind: 'rubric-score',
        key: 'marks',
        label: 'What holds',
        target: 'response',
        criteria: Array.from({ length: 2_000 }, (_, i) => ({ id: `c${i}`, text: `Says thing number ${i}`, points: 1 })),
      },
      ...writing,
    ],
  },
  {
    ...base,
    kind: 'converse',
    title: '500 turns',
    materials: [
      {
        kind: 'conversation',
        key: 'so-far',
        title: 'So far',
        turns: Array.from({ length: 500 }, (_, i) => ({
          role: i % 2 === 0 ? 'user' : 'assistant',
          text: `Turn ${i}: **is it so?**\n\n- one\n- two`,
        })),
      },
    ],
    fields: [{ kind: 'conversation', key: 'talk', label: 'How it goes on', from: 'so-far' }, ...writing],
  },
]

test('what is far too large is shown or answered, and the draft is safe', async ({ folder, hub, desk }) => {
  const { page } = desk
  const files = join(folder, 'large-files')
  mkdirSync(files)
  writeFileSync(
    join(files, 'long.md'),
    '# A part\n\nSome *words* of a long report, line after line.\n\n'.repeat(180_000),
  )
  const [path = ''] = await writeBatch(folder, 'huge', tasks)
  const to = ['--programme', hub.programmeId, '--title', 'Huge', '--to', hub.expertId]
  await hub.run('batch', 'import', path, '--files-dir', files, ...to)
  await connect(page, hub)
  await expect(page.getByText(`${tasks.length} tasks`)).toBeVisible()
  const rows = Rows.parse(JSON.parse(await hub.run('task', 'list', '--json')))

  async function open(title: string): Promise<void> {
    await goToTask(page, rows.find((row) => row.title === title)?.id ?? '')
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await page.getByRole('button', { name: 'Take this task' }).click()
    await expect(answer(page)).toBeVisible()
  }

  await test.step('a paste of more than 5 MB is refused in words, and one of 4 MB is taken', async () => {
    await open('A paste of 5 MB')
    await writeAndReload(page, 'Before. ')
    await paste(answer(page), 'A line of a very long text.\n'.repeat(200_000))
    await expect(page.getByText(/too large to be put in at once/)).toBeVisible()
    await paste(answer(page), 'A line of a very long text.\n'.repeat(150_000))
    await untilSaved(page)
    await writeAndReload(page, 'After. ')
  })

  await test.step('a text of 1 MB without a line break', async () => {
    await open('A text without a line break')
    await paste(answer(page), 'word '.repeat(200_000))
    await untilSaved(page)
    await writeAndReload(page, 'After. ')
  })

  await test.step('a Markdown file of 10 MB', async () => {
    await open('A file of 10 MB')
    await expect(page.getByText('on this computer', { exact: true })).toBeVisible()
    await writeAndReload(page, 'After. ')
  })

  for (const title of ['2,000 criteria', '500 turns']) {
    await test.step(title, async () => {
      await open(title)
      await writeAndReload(page, 'After. ')
    })
  }
})

const answer = (page: Page) => page.getByRole('textbox', { name: 'Your answer' })

/** Writes at the beginning, and finds it there in a new window, which knows only what the core has kept. */
async function writeAndReload(page: Page, words: string): Promise<void> {
  await answer(page).click()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.type(words)
  await untilSaved(page)
  await page.reload()
  await expect(answer(page)).toContainText(words.trim())
}
