import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ensureBuilt } from '../../scripts/lib/build.mjs'
import { launchOnDouble } from '../support/electron-double/launch.ts'

/** out/main/index.js as it would be shipped, with the real core and the real window, on the double. */
const folder = mkdtempSync(join(tmpdir(), 'understudy-built-'))
let shell: Awaited<ReturnType<typeof launchOnDouble>> | undefined

beforeAll(async () => {
  ensureBuilt(['window', 'electron'])
  shell = await launchOnDouble({ dataFolder: folder })
})
afterAll(async () => {
  await shell?.double.abandon()
  rmSync(folder, { recursive: true, force: true })
})

test('the built shell opens the desk, whose window gets an answer from the core', async () => {
  if (!shell) throw new Error('not launched')
  const { page } = shell
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.reload()
  await page.getByRole('heading').first().waitFor()
  expect(await page.title()).toContain('Understudy')
  expect(await page.evaluate(() => globalThis.understudy.shell)).toBe('electron')
  expect(errors).toEqual([])
})

test('the menu takes no dialog away, nor the screen below it, as no key of the window does', async () => {
  if (!shell) throw new Error('not launched')
  const { page, clickMenu } = shell
  await page.getByRole('button', { name: /sample/i }).click()
  await page.getByRole('grid', { name: 'Tasks' }).waitFor()
  await clickMenu('go-earnings')
  await page.getByRole('button', { name: 'Your details' }).click()
  const details = page.getByRole('dialog')
  await details.getByRole('textbox').first().fill('Oakridge Farm Ltd')
  await clickMenu('go-time')
  await page.getByText('Close what is open in front first.').waitFor()
  await clickMenu('theme-night')
  await page.locator('html[data-theme=night]').waitFor()
  expect(await details.getByRole('textbox').first().inputValue()).toBe('Oakridge Farm Ltd')
  await page.keyboard.press('Escape')
  await details.waitFor({ state: 'hidden' })
  await clickMenu('go-time')
  await page.getByRole('heading', { name: 'Time', level: 1 }).waitFor()
})

test('the menus undo and redo in the history of the editor, also what was written before the page was loaded', async () => {
  if (!shell) throw new Error('not launched')
  const { page, clickMenu, double } = shell
  await clickMenu('go-inbox')
  await page.getByRole('grid', { name: 'Tasks' }).getByText('Revise a discharge leaflet').first().click()
  await page.getByRole('button', { name: 'Take this task' }).click()
  const editor = page.locator('.cm-content[contenteditable=true]').first()
  await editor.click()
  await page.keyboard.type('Clover first')
  await clickMenu('undo')
  await expect.poll(() => editor.textContent()).not.toContain('Clover')
  await clickMenu('redo')
  await expect.poll(() => editor.textContent()).toBe('Clover first')
  await page.getByText('Saved on this computer').first().waitFor()
  await page.reload()
  await expect.poll(() => editor.textContent()).toBe('Clover first')
  await editor.click()
  await double.control('userContextMenu', { isEditable: true, selectionText: '' })
  expect(await double.control('clickContextMenu', 'undo')).toBe(true)
  await expect.poll(() => editor.textContent()).not.toContain('Clover')
})

test('the menus undo and redo in a plain box', async () => {
  if (!shell) throw new Error('not launched')
  const { page, clickMenu } = shell
  await clickMenu('go-inbox')
  const box = page.getByRole('searchbox').first()
  await box.click()
  await page.keyboard.type('wheat')
  await clickMenu('undo')
  await expect.poll(() => box.inputValue()).not.toBe('wheat')
  await clickMenu('redo')
  await expect.poll(() => box.inputValue()).toBe('wheat')
})

test('the built core finds every file that a library in it looks for beside itself', () => {
  const chunks = join(import.meta.dirname, '..', '..', 'out', 'main', 'chunks')
  const wanted = readdirSync(chunks)
    .filter((name) => name.endsWith('.js'))
    .flatMap((name) => [
      ...readFileSync(join(chunks, name), 'utf8').matchAll(/__dirname(?:\s*\+\s*["']|\})\/([^"'`]+)/g),
    ])
    .map(([, path = '']) => path)
  expect(wanted).toContain('data/Helvetica.afm')
  expect(wanted.some((path) => path.endsWith('.icc'))).toBe(true)
  expect(wanted.filter((path) => !existsSync(join(chunks, path)))).toEqual([])
})

test('the built shell brings the core back after it was killed, and the window goes on', async () => {
  if (!shell) throw new Error('not launched')
  const { page, corePid } = shell
  const first = await corePid()
  process.kill(first, 'SIGKILL')
  await expect.poll(() => corePid().catch(() => first), { timeout: 15_000 }).not.toBe(first)
  await page.reload()
  await page.getByRole('heading').first().waitFor()
})

test('the built shell quits in good order', async () => {
  if (!shell) throw new Error('not launched')
  expect(await shell.quit()).toBe(0)
  const log = readFileSync(join(folder, 'logs', 'desk.log'), 'utf8')
  expect(log).toContain('"event":"core.stopped","outcome":"finished"')
})

test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGHUP'] as const)(
  'the end of a session, of which %s tells every process of the desk at once, is a good one',
  async (signal) => {
    const data = mkdtempSync(join(tmpdir(), 'understudy-session-'))
    onTestFinished(() => rmSync(data, { recursive: true, force: true }))
    const { page, double, pid, corePid } = await launchOnDouble({ dataFolder: data })
    onTestFinished(() => double.abandon())
    // Of a core that is yet to open its store nothing would have to be closed.
    await page.getByRole('heading').first().waitFor()
    for (const each of [await corePid(), pid]) process.kill(each, signal)
    expect(await double.exited()).toBe(0)
    expect(JSON.parse(readFileSync(join(data, 'desk.state'), 'utf8'))).toMatchObject({ closed: true })
    expect(readFileSync(join(data, 'logs', 'desk.log'), 'utf8')).not.toContain('core.died')
  },
)
