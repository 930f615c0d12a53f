import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  launchTestShell,
  logged,
  PATIENCE,
  shareTestShell,
  startTestShell,
  temporaryFolder,
} from './support/test-shell.ts'

const heard = () => globalThis.test.desk.heard()
const echo = () => globalThis.test.desk.echo({ text: 'Grüße' })

describe('the core', () => {
  const shared = shareTestShell()

  test('a window speaks with the core, whose process is another than the shell’s', async () => {
    const { page, pid, corePid } = shared()
    const answer = await page.evaluate(echo)
    expect(answer.text).toBe('Grüße')
    expect(answer.pid).toBe(await corePid())
    expect(answer.pid).not.toBe(pid)
  })

  test('power and screen lock reach the core', async () => {
    const { page, firePower } = shared()
    for (const event of ['suspend', 'resume', 'lock', 'unlock'] as const) await firePower(event)
    await expect
      .poll(async () => (await page.evaluate(heard)).events, PATIENCE)
      .toEqual(expect.arrayContaining(['suspend', 'resume', 'lock', 'unlock']))
  })

  test('the core hears when the network goes and comes', async () => {
    const { page } = shared()
    await page.context().setOffline(true)
    await page.context().setOffline(false)
    await expect
      .poll(async () => (await page.evaluate(heard)).events, PATIENCE)
      .toEqual(expect.arrayContaining(['offline', 'online']))
  })
})

test('the core learns the data folder, the version and the introduction, which no other process inherits', async () => {
  const folder = temporaryFolder()
  const introduction = JSON.stringify({ address: 'http://127.0.0.1:4871', code: 'ABCD-EFGH' })
  const { page } = await launchTestShell(folder, { UNDERSTUDY_INTRODUCTION: introduction })
  const settings = await page.evaluate(() => globalThis.test.desk.settings())
  expect(settings).toEqual({ folder, version: '0.1.0', code: 'ABCD-EFGH' })
})

test('a window that loads anew gets a port again, and the core drops what the old page listened to', async () => {
  const { page } = await launchTestShell(temporaryFolder())
  await page.evaluate(() => void globalThis.test.desk.count())
  await expect.poll(async () => (await page.evaluate(heard)).events, PATIENCE).toEqual(['count begins'])
  await page.reload()
  await page.waitForFunction(() => 'test' in globalThis)
  await expect.poll(async () => (await page.evaluate(heard)).events, PATIENCE).toEqual(['count begins', 'count ends'])
})

test('a port that the page closes ends what the core sends over it', async () => {
  const { page } = await launchTestShell(temporaryFolder())
  const old = await page.evaluateHandle(() => globalThis.test)
  await page.evaluate(() => {
    void globalThis.test.desk.count()
    window.postMessage({ type: 'desk-port-please' }, window.origin)
  })
  await page.waitForFunction((before) => globalThis.test !== before, old)
  await old.evaluate((page) => page.close())
  await expect.poll(async () => (await page.evaluate(heard)).events, PATIENCE).toEqual(['count begins', 'count ends'])
})

test('when the core is killed a new one comes, and the window hears of both', async () => {
  const { page, corePid } = await launchTestShell(temporaryFolder())
  const first = await corePid()
  // Asked by the time the core is killed, or the next one would be asked, which never answers either.
  const hanging = await page.evaluateHandle(() => ({ answer: globalThis.test.desk.never().catch(() => 'told') }))
  process.kill(first, 'SIGKILL')
  await page.waitForFunction(() => globalThis.test.news.length === 3)
  expect(await page.evaluate(() => globalThis.test.news)).toEqual(['port', 'gone', 'port'])
  expect(await hanging.evaluate(({ answer }) => answer)).toBe('told')
  expect((await page.evaluate(echo)).pid).not.toBe(first)
})

test('a core that runs out of memory comes again, and its last word does not end the shell', async () => {
  const { page, double, corePid } = await launchTestShell(temporaryFolder())
  const first = await corePid()
  await double.control('failFatally')
  await page.waitForFunction(() => globalThis.test.news.length === 3)
  expect((await page.evaluate(echo)).pid).not.toBe(first)
  expect(logged(double.output)).toContainEqual(expect.objectContaining({ event: 'core.fatal', type: 'FatalError' }))
})

test('a core that dies again and again is given up with a question, and tried again when the user wants it', async () => {
  const folder = temporaryFolder()
  const { page, double, corePid } = await launchTestShell(folder)
  writeFileSync(join(folder, 'die-at-start'), '')
  process.kill(await corePid(), 'SIGKILL')
  await double.control('answer', 'dialog.showMessageBox', { response: 0 })
  const question = await double.call('dialog.showMessageBox')
  rmSync(join(folder, 'die-at-start'))
  expect(question.args).toMatchObject([{ buttons: ['Try again', 'Quit'] }])
  expect(logged(double.output).filter(({ event }) => event === 'core.died').length).toBeGreaterThan(4)
  // The core that was started by the answer may have met the file still.
  await page.waitForFunction(() => globalThis.test.news.filter((each) => each === 'port').length === 2)
  expect((await page.evaluate(echo)).text).toBe('Grüße')
})

test('a core that dies again and again ends the desk when the user gives up too', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'die-at-start'), '')
  const double = await startTestShell(folder)
  await double.call('dialog.showMessageBox')
  expect(await double.exited()).toBe(0)
})

test('a secret outlives the desk, sealed in a file that only the user can read', async () => {
  const folder = temporaryFolder()
  const first = await launchTestShell(folder)
  await first.page.evaluate(() => globalThis.test.desk.setSecret({ key: 'hub', secret: 'token-of-the-device' }))
  await first.quit()
  const file = join(folder, 'electron', 'secrets.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  expect(text).not.toContain('token-of-the-device')
  expect(text).not.toContain(Buffer.from('token-of-the-device').toString('base64'))

  const { page } = await launchTestShell(folder)
  const get = () => globalThis.test.desk.getSecret({ key: 'hub' })
  expect(await page.evaluate(get)).toEqual({ secret: 'token-of-the-device' })
  await page.evaluate(() => globalThis.test.desk.removeSecret({ key: 'hub' }))
  expect(await page.evaluate(get)).toEqual({ secret: null })
})

test.each(['none', 'refused'])(
  'where the keychain is %s a secret is kept in a file that only the user can read, and the log says so',
  async (keychain) => {
    const folder = temporaryFolder()
    const { page, double } = await launchTestShell(folder, { UNDERSTUDY_DOUBLE_KEYCHAIN: keychain })
    await page.evaluate(() => globalThis.test.desk.setSecret({ key: 'hub', secret: 'token' }))
    expect(await page.evaluate(() => globalThis.test.desk.getSecret({ key: 'hub' }))).toEqual({ secret: 'token' })
    expect(statSync(join(folder, 'electron', 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(logged(double.output)).toContainEqual(expect.objectContaining({ event: 'secrets.no-keychain' }))
  },
)

test('the core hears by which proxy the system goes to an address', async () => {
  const ways = 'SOCKS5 cache.clinic:1080; PROXY cache.clinic:3128; DIRECT'
  const { page, calls } = await launchTestShell(temporaryFolder(), { UNDERSTUDY_DOUBLE_PROXY: ways })
  const find = () => globalThis.test.desk.findProxy({ url: 'https://hub.example' })
  expect(await page.evaluate(find)).toEqual({ proxy: 'http://cache.clinic:3128' })
  expect(calls()).toContainEqual({ api: 'session.resolveProxy', args: ['https://hub.example'] })
})

test('a store that cannot be opened is explained in the user’s words, once: what started the desk does not start it again', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'refuse'), '')
  const double = await startTestShell(folder)
  // `npm start` takes 1 for a crash, and would show the same words five times more.
  expect(await double.exited()).toBe(2)
  expect(double.calls).toContainEqual({
    api: 'dialog.showErrorBox',
    args: [
      'Understudy cannot open your desk',
      'Your work was made by a newer Understudy.\nInstall the newest version.',
    ],
  })
})

test('a folder that cannot be written to is told of in a box, also where the desk was not started from a terminal', async () => {
  const file = join(temporaryFolder(), 'a-file')
  writeFileSync(file, '')
  const double = await startTestShell(join(file, 'desk'))
  expect(await double.exited()).toBe(2)
  expect(double.calls).toContainEqual({
    api: 'dialog.showErrorBox',
    args: ['Understudy cannot open your desk', expect.stringContaining(join(file, 'desk'))],
  })
})

test('a store that another desk has open is told of by its own code', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'refuse-as-locked'), '')
  const double = await startTestShell(folder)
  expect(await double.exited()).toBe(3)
})

test('quitting lets the core finish first and leaves no process behind', async () => {
  const folder = temporaryFolder()
  const shell = await launchTestShell(folder)
  const core = await shell.corePid()
  expect(await shell.quit()).toBe(0)
  expect(readFileSync(join(folder, 'stopped'), 'utf8')).toBe(String(core))
  for (const pid of [core, shell.pid]) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('quitting while the core is still opening its store lets it finish as well', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'open-slowly'), '')
  const double = await startTestShell(folder)
  await expect.poll(() => existsSync(join(folder, 'opening')), PATIENCE).toBe(true)
  // The double cannot close a page that is still being made.
  await double.control('loaded')
  await double.quit()
  expect(existsSync(join(folder, 'stopped'))).toBe(true)
})

test('quitting waits for a core that does not finish no longer than the limit', async () => {
  const folder = temporaryFolder()
  const { quit, corePid, double } = await launchTestShell(folder, { TEST_STOP_LIMIT: '300' })
  const core = await corePid()
  writeFileSync(join(folder, 'not-yet'), '')
  expect(await quit()).toBe(0)
  expect(() => process.kill(core, 0)).toThrow('ESRCH')
  expect(logged(double.output)).toContainEqual(expect.objectContaining({ event: 'core.stopped', outcome: 'too-slow' }))
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the desk in good order', async (signal) => {
  const folder = temporaryFolder()
  const { pid, double, corePid } = await launchTestShell(folder)
  const core = await corePid()
  // A terminal's Ctrl-C reaches the core too.
  if (signal === 'SIGINT') process.kill(core, signal)
  process.kill(pid, signal)
  expect(await double.exited()).toBe(0)
  expect(existsSync(join(folder, 'stopped'))).toBe(true)
})

test('a computer that is about to go off lets the core finish', async () => {
  const folder = temporaryFolder()
  const { double } = await launchTestShell(folder)
  expect(await double.control('power', 'shutdown'), 'it is asked to wait').toBe(true)
  expect(await double.exited()).toBe(0)
  expect(existsSync(join(folder, 'stopped'))).toBe(true)
})

test('a session that Windows ends, which asks no application, lets the core finish', async () => {
  const folder = temporaryFolder()
  const { double } = await launchTestShell(folder)
  await double.control('userWindow', 'session-end')
  await expect.poll(() => existsSync(join(folder, 'stopped'))).toBe(true)
  await double.quit()
})
