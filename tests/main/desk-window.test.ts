import { dirname, join } from 'node:path'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { connect } from '../support/electron-double/launch.ts'
import type { Double } from '../support/electron-double/start.ts'
import {
  launchTestShell,
  logged,
  PATIENCE,
  shareTestShell,
  startTestShell,
  temporaryFolder,
} from './support/test-shell.ts'

describe('a window', () => {
  const shared = shareTestShell()

  test('the window is made in a sandbox, isolated, without Node, before it loads anything', async () => {
    const { calls } = shared()
    const made = calls().find(({ api }) => api === 'new BrowserWindow')
    expect(made?.args).toMatchObject([
      {
        show: false,
        webPreferences: {
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          nodeIntegrationInWorker: false,
          nodeIntegrationInSubFrames: false,
          webSecurity: true,
          webviewTag: false,
          spellcheck: false,
        },
      },
    ])
  })

  test('the window is shown where a hidden one draws nothing, and so is never ready to be shown', async () => {
    const { double } = shared()
    await expect.poll(() => double.control('windows'), PATIENCE).toMatchObject([{ visible: true }])
  })

  test('the menu’s commands reach the page', async () => {
    const { page, clickMenu } = shared()
    for (const id of ['go-inbox', 'go-sync', 'go-time', 'go-earnings', 'go-settings', 'export-timesheet'])
      await clickMenu(id)
    await expect
      .poll(() => page.evaluate(() => globalThis.test.commands), PATIENCE)
      .toEqual(['go-inbox', 'go-sync', 'go-time', 'go-earnings', 'go-settings', 'export-timesheet'])
  })

  test.each([
    ['zoomIn', 'Ctrl and Shift and = of an American keyboard', { key: 'VKEY_OEM_PLUS', shift: true }],
    ['zoomIn', 'Ctrl and = of an American keyboard, Ctrl and + of a German one', { key: 'VKEY_OEM_PLUS' }],
    ['zoomIn', 'Ctrl and + of the number block', { key: 'VKEY_ADD' }],
    ['zoomOut', 'Ctrl and -', { key: 'VKEY_OEM_MINUS' }],
    ['zoomOut', 'Ctrl and - of the number block', { key: 'VKEY_SUBTRACT' }],
  ])('%s: %s', async (role, _keys, press) => {
    const { double, calls } = shared()
    expect(await double.control('pressMenuKey', press)).toBe(true)
    expect(calls().findLast(({ api }) => api === 'menu')?.args).toEqual([role])
  })

  test('the menu shows the folder in which the work lies', async () => {
    const { clickMenu, double, folder } = shared()
    await clickMenu('show-data-folder')
    expect((await double.call('shell.openPath')).args).toEqual([folder])
  })

  test('a folder that cannot be shown is named', async () => {
    const { clickMenu, double, folder } = shared()
    await double.control('answer', 'shell.openPath', 'Failed to open path')
    await clickMenu('show-data-folder')
    expect((await double.call('dialog.showMessageBox')).args).toMatchObject([
      { message: 'The folder could not be shown.', detail: expect.stringContaining(folder) },
    ])
  })

  test('a right click in a text offers to cut, copy and paste, and nothing elsewhere', async () => {
    const { double, calls } = shared()
    await double.control('userContextMenu', { isEditable: false, selectionText: '' })
    await double.control('userContextMenu', { isEditable: true, selectionText: '' })
    const popup = await double.call('Menu.popup')
    expect(popup.args).toEqual([expect.arrayContaining(['cut', 'copy', 'paste'])])
    expect(calls().filter(({ api }) => api === 'Menu.popup')).toHaveLength(1)
  })
})

test('a start without a sandbox for processes, where the system allows none, is left to the system', async () => {
  const { calls } = await launchTestShell(temporaryFolder())
  // It would take --no-sandbox away, with which an AppImage starts on Ubuntu 24.04, and every page would crash.
  expect(calls().map(({ api }) => api)).not.toContain('app.enableSandbox')
})

test('a window whose preferences are not safe is never made', async () => {
  const entry = new URL('./fixtures/unsafe.ts', import.meta.url).pathname
  const double = await startTestShell(temporaryFolder(), { entry })
  expect(await double.exited()).toBe(0)
  expect(double.output).toContain('The window is not safe: sandbox, nodeIntegration')
  expect(double.calls.map(({ api }) => api)).not.toContain('new BrowserWindow')
})

test('the window comes back where the user left it', async () => {
  const folder = temporaryFolder()
  const first = await launchTestShell(folder)
  await first.double.control('userBounds', { x: 120, y: 90, width: 1000, height: 700 })
  await first.quit()
  const second = await launchTestShell(folder)
  expect(await second.double.control('windows')).toMatchObject([
    { bounds: { x: 120, y: 90, width: 1000, height: 700 }, maximized: false, visible: true },
  ])
  expect(await second.page.evaluate(() => [innerWidth, innerHeight])).toEqual([1000, 700])
})

test('a maximised window comes back maximised, and has its old size when it is made small again', async () => {
  const folder = temporaryFolder()
  const first = await launchTestShell(folder)
  await first.double.control('userBounds', { x: 200, y: 100, width: 900, height: 640 })
  await first.double.control('userWindow', 'maximize')
  await first.quit()
  const second = await launchTestShell(folder)
  expect(await second.double.control('windows')).toMatchObject([{ maximized: true }])
  await second.double.control('userWindow', 'unmaximize')
  expect(await second.double.control('windows')).toMatchObject([
    { bounds: { x: 200, y: 100, width: 900, height: 640 }, maximized: false },
  ])
})

test('a window whose place cannot be read opens in the middle of the screen', async () => {
  const folder = temporaryFolder()
  const first = await launchTestShell(folder)
  await first.quit()
  writeFileSync(join(folder, 'electron', 'window.json'), '{"bounds":')
  const second = await launchTestShell(folder)
  expect(await second.double.control('windows')).toMatchObject([{ bounds: { x: 340, width: 1240, height: 860 } }])
})

test('a second start brings the first window to the front and ends by itself', async () => {
  const folder = temporaryFolder()
  const first = await launchTestShell(folder)
  await first.double.control('userWindow', 'minimize')
  const second = await startTestShell(folder)
  expect(await second.exited()).toBe(0)
  expect(second.output).toContain('already running')
  await expect
    .poll(() => first.double.control('windows'), PATIENCE)
    .toMatchObject([{ minimized: false, visible: true, focused: true }])
})

/** A second start, once the window of the first is gone; until the first has heard of it, which opens none. */
async function startSecond(folder: string, first: Double): Promise<void> {
  await expect.poll(() => first.control('windows'), PATIENCE).toEqual([])
  expect(await (await startTestShell(folder)).exited()).toBe(0)
  await expect.poll(() => readdirSync(join(folder, 'electron', 'double-letters')), PATIENCE).toEqual([])
  expect(await first.control('windows')).toEqual([])
}

test('a start while the desk is still ending has it come again', async () => {
  const folder = temporaryFolder()
  const { double } = await launchTestShell(folder, { TEST_STOP_LIMIT: '60000' })
  writeFileSync(join(folder, 'not-yet'), '')
  await double.control('userWindow', 'close')
  await startSecond(folder, double)
  rmSync(join(folder, 'not-yet'))
  expect((await double.call('app.relaunch')).args).toEqual([])
  expect(await double.exited()).toBe(0)
})

test.skipIf(process.platform === 'win32')(
  'an AppImage comes again by itself, and not by its program, which is gone with it',
  async () => {
    const folder = temporaryFolder()
    const image = join(folder, 'Understudy.AppImage')
    const started = join(folder, 'started')
    writeFileSync(image, `#!/bin/sh\nprintf '%s\\n' "$@" > '${started}.new'; mv '${started}.new' '${started}'\n`, {
      mode: 0o755,
    })
    const env = { TEST_STOP_LIMIT: '60000', APPIMAGE: image, APPDIR: dirname(process.execPath) }
    const { double, calls } = await launchTestShell(folder, env)
    writeFileSync(join(folder, 'not-yet'), '')
    await double.control('userWindow', 'close')
    await startSecond(folder, double)
    expect(existsSync(started)).toBe(false)
    rmSync(join(folder, 'not-yet'))
    expect(await double.exited()).toBe(0)
    await expect.poll(() => existsSync(started), PATIENCE).toBe(true)
    expect(readFileSync(started, 'utf8')).toContain(`--data\n${folder}\n`)
    expect(calls().map(({ api }) => api)).not.toContain('app.relaunch')
  },
)

test('two desks with folders of their own run side by side', async () => {
  const [one, other] = await Promise.all([launchTestShell(temporaryFolder()), launchTestShell(temporaryFolder())])
  expect(await one.page.evaluate(() => globalThis.test.desk.settings())).not.toEqual(
    await other.page.evaluate(() => globalThis.test.desk.settings()),
  )
})

test('a page that crashes is loaded again and gets its port', async () => {
  const double = await startTestShell(temporaryFolder())
  await double.control('loaded')
  await double.control('userWindow', 'crash')
  // Playwright has no use for a page that has crashed, so it comes afterwards.
  await expect
    .poll(() => logged(double.output), PATIENCE)
    .toContainEqual(expect.objectContaining({ event: 'window.died', reason: 'crashed' }))
  const { page } = await connect(double)
  await page.waitForFunction(() => 'test' in globalThis)
  expect(await page.evaluate(() => globalThis.test.desk.echo({ text: 'again' }))).toMatchObject({ text: 'again' })
})

test('a core that comes back while the page lies crashed does not end the shell, and the page gets its port later', async () => {
  const double = await startTestShell(temporaryFolder())
  const died = () => logged(double.output).filter(({ event }) => event === 'window.died')
  const ready = () => logged(double.output).filter(({ event }) => event === 'core.ready')
  await expect.poll(ready, PATIENCE).toHaveLength(1)
  // After the fifth crash within a minute there is time before the page is loaded again.
  for (let crashes = 1; crashes <= 5; crashes++) {
    await double.control('loaded')
    await expect
      .poll(async () => {
        await double.control('userWindow', 'crash')
        return died().length
      }, PATIENCE)
      .toBeGreaterThanOrEqual(crashes)
  }
  const [core] = await double.control('processes')
  process.kill(core?.pid ?? -1, 'SIGKILL')
  await expect.poll(ready, PATIENCE).toHaveLength(2)
  expect(double.output).not.toContain('Render frame was disposed')
  // Playwright sees no page before it is loaded again.
  const { page } = await vi.waitFor(() => connect(double), PATIENCE)
  await page.waitForFunction(() => 'test' in globalThis)
  expect(await page.evaluate(() => globalThis.test.desk.echo({ text: 'again' }))).toMatchObject({ text: 'again' })
})

test.skipIf(process.platform === 'darwin')('closing the last window ends the desk', async () => {
  const { double } = await launchTestShell(temporaryFolder())
  await double.control('userWindow', 'close')
  expect(await double.exited()).toBe(0)
})

test('what is chosen in the menu of a Mac while there is no window reaches the one that is opened for it', async () => {
  const { double, clickMenu } = await launchTestShell(temporaryFolder(), { TEST_PLATFORM: 'darwin' })
  await double.control('userWindow', 'close')
  await expect.poll(async () => (await double.control('windows')).length, PATIENCE).toBe(0)
  await clickMenu('go-settings')
  const { page } = await connect(double)
  await page.waitForFunction(() => 'test' in globalThis)
  await expect.poll(() => page.evaluate(() => globalThis.test.commands), PATIENCE).toEqual(['go-settings'])
  await clickMenu('go-time')
  await expect.poll(() => page.evaluate(() => globalThis.test.commands), PATIENCE).toEqual(['go-settings', 'go-time'])
})

test('a window with words that are not saved asks before it closes, and stays or closes as the expert says', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  // Left to the shell: Playwright would close the page without asking.
  page.on('dialog', () => {})
  await page.evaluate(() => globalThis.addEventListener('beforeunload', (event) => event.preventDefault()))
  // A page may only stay once the user has done something in it.
  await page.mouse.click(5, 5)
  await double.control('userWindow', 'close')
  expect((await double.call('dialog.showMessageBoxSync')).args).toMatchObject([
    { message: 'Something in this window is not saved yet.', buttons: ['Keep it open', 'Close all the same'] },
  ])
  expect(await page.evaluate(() => globalThis.test.desk.echo({ text: 'still here' }))).toMatchObject({
    text: 'still here',
  })
  await double.control('answer', 'dialog.showMessageBoxSync', 1)
  await double.control('userWindow', 'close')
  expect(await double.exited()).toBe(0)
})

test('a file that the page has made can be saved, and other downloads cannot', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  const saved = page.waitForEvent('download')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['task;minutes\n'], { type: 'text/csv' }))
    link.download = 'timesheet.csv'
    link.click()
  })
  const download = await saved
  expect(download.suggestedFilename()).toBe('timesheet.csv')
  expect(readFileSync(await download.path(), 'utf8')).toBe('task;minutes\n')
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'data:text/plain,not%20made%20by%20the%20desk'
    link.download = 'other.txt'
    link.click()
  })
  const refused = () => logged(double.output).filter(({ what }) => what === 'download')
  await expect.poll(refused, PATIENCE).toMatchObject([{ scheme: 'data:' }])
})

test.each(['updated', 'done'] as const)('a file that cannot be written is told of (%s)', async (event) => {
  const { page, double, calls } = await launchTestShell(temporaryFolder())
  await double.control('interruptDownload', event)
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['task;minutes\n'], { type: 'text/csv' }))
    link.download = 'timesheet.csv'
    link.click()
  })
  const { args } = await double.call('dialog.showMessageBox')
  expect(args).toMatchObject([
    { message: 'The file could not be saved.', detail: expect.stringContaining('timesheet.csv') },
  ])
  expect(calls().filter(({ api }) => api === 'dialog.showMessageBox')).toHaveLength(1)
})
