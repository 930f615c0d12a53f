import { describe, expect, test } from 'vitest'
import {
  launchTestShell,
  logged,
  PATIENCE,
  shareTestShell,
  startTestShell,
  temporaryFolder,
} from './support/test-shell.ts'

const HOME = /^http:\/\/desk\.understudy\.localhost\/index\.html$/

describe('a page', () => {
  const shared = shareTestShell()

  test('a page gets none of what Chromium asks about but to copy text', async () => {
    const { page } = shared()
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read'] as PermissionName[]
    const states = await page.evaluate(
      (asked) => Promise.all(asked.map(async (name) => (await navigator.permissions.query({ name })).state)),
      names,
    )
    expect(states).toEqual(names.map(() => 'denied'))
    const position = await page.evaluate(
      () =>
        new Promise((resolve) => {
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            ({ code }) => resolve(code),
          )
        }),
    )
    expect(position).toBe(1)
    await page.click('#copy')
    await page.getByText('Copied').waitFor()
  })

  test('a webview is refused', async () => {
    const { double } = shared()
    expect(await double.control('attachWebview', 'https://example.invalid/')).toBe(true)
  })

  test('the window’s files come with headers that let nothing else in', async () => {
    const { page } = shared()
    const loads = await page.evaluate(async () => {
      const [one, two] = await Promise.all([fetch('index.html'), fetch('index.html')])
      return [Object.fromEntries(one.headers), Object.fromEntries(two.headers), await one.text()] as const
    })
    const [headers, others, text] = loads
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    })
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none'
    expect(text).toContain(`<meta name="csp-nonce" content="${nonce}" />`)
    expect(others['content-security-policy']).not.toBe(policy)
  })

  test('neither a script in the page nor code in a string runs, styles with the nonce apply, and nothing can be fetched from elsewhere', async () => {
    const { page } = shared()
    const facts = await page.evaluate(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.inlineScriptRan = true'
      document.body.append(script)
      const frame = document.createElement('iframe')
      frame.src = 'other.html'
      document.body.append(frame)
      await new Promise((resolve) => frame.addEventListener('load', resolve))
      let evaluated = 'refused'
      try {
        evaluated = typeof Reflect.construct(Function, ['return 1'])
      } catch {
        // As it should be.
      }
      const heading = document.querySelector('h1')
      return {
        inline: globalThis.inlineScriptRan,
        evaluated,
        colour: heading && getComputedStyle(heading).color,
        fetched: await fetch('https://example.invalid/').catch(() => 'refused'),
        frame: frame.contentDocument?.title ?? 'refused',
      }
    })
    expect(facts).toEqual({
      inline: undefined,
      evaluated: 'refused',
      colour: 'rgb(31, 111, 92)',
      fetched: 'refused',
      frame: 'refused',
    })
  })

  test('no path leads out of the window’s folder', async () => {
    const { page } = shared()
    const paths = [
      '/..%2f..%2fpackage.json',
      '/%2e%2e%2fpreload.cjs',
      '/..%5cpreload.cjs',
      '/c:%5cwindows',
      '/%00',
      '/%',
      '/assets',
      '//etc/passwd',
    ]
    const statuses = await page.evaluate(
      (asked) => Promise.all(asked.map(async (path) => (await fetch(`${location.origin}${path}`)).status)),
      paths,
    )
    expect(statuses).toEqual(paths.map(() => 404))
    const written = await page.evaluate(async () => (await fetch('index.html', { method: 'POST', body: 'x' })).status)
    expect(written).toBe(405)
  })

  test('a page sees of the shell what it should and nothing of Node', async () => {
    const { page } = shared()
    const seen = await page.evaluate(() => ({
      understudy: globalThis.understudy,
      frozen: Object.isFrozen(globalThis.understudy) && Object.isFrozen(globalThis.understudy.versions),
      process: typeof Reflect.get(globalThis, 'process'),
      require: typeof Reflect.get(globalThis, 'require'),
    }))
    expect(seen).toMatchObject({
      understudy: { shell: 'electron', platform: process.platform },
      frozen: true,
      process: 'undefined',
      require: 'undefined',
    })
    expect(Object.keys(seen.understudy)).toEqual(['shell', 'platform', 'versions'])
  })
})

test('a link out of the desk leads nowhere, and the user is asked about the address in full', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  // By the page itself and not waited for: a press of the pointer waits for where it leads.
  const follow = (): void =>
    void page.evaluate(() => document.querySelector<HTMLElement>('#link')?.click()).catch(() => undefined)
  follow()
  const question = await double.call('dialog.showMessageBox')
  expect(question.args).toMatchObject([
    { detail: 'https://example.invalid/terms?of=use', buttons: ['Open', 'Cancel'], defaultId: 1, cancelId: 1 },
  ])
  expect(page.url()).toMatch(HOME)
  // That the next question is asked shows that the first one is done with.
  void page.evaluate(() => document.querySelector<HTMLElement>('#link')?.click()).catch(() => undefined)
  await double.call('dialog.showMessageBox', 1)
  expect(double.calls.map(({ api }) => api)).not.toContain('shell.openExternal')
})

test('a link opens in the system’s browser when the user agrees', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  await double.control('answer', 'dialog.showMessageBox', { response: 0 })
  void page.evaluate(() => document.querySelector<HTMLElement>('#new-window')?.click()).catch(() => undefined)
  const opened = await double.call('shell.openExternal')
  expect(opened.args[0]).toBe('https://example.invalid/new')
  expect(await double.control('windows')).toHaveLength(1)
  expect(page.url()).toMatch(HOME)
})

test('an address that no program opens is shown, to be taken there by hand', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  await double.control('answer', 'dialog.showMessageBox', { response: 0 })
  await double.control('answer', 'shell.openExternal', 'refused')
  void page.evaluate(() => document.querySelector<HTMLElement>('#new-window')?.click()).catch(() => undefined)
  await double.call('shell.openExternal')
  expect((await double.call('dialog.showMessageBox', 1)).args).toMatchObject([
    { message: 'Your browser did not open.', detail: expect.stringContaining('https://example.invalid/new') },
  ])
  expect(await double.control('windows')).toHaveLength(1)
})

test('neither an unencrypted address, nor a file, nor another page of the folder can be gone to', async () => {
  const { page, double } = await launchTestShell(temporaryFolder())
  const refused = () => logged(double.output).filter(({ event }) => event === 'guard.refused')
  const scripts = [
    () => document.querySelector<HTMLElement>('#plain')?.click(),
    () => document.querySelector<HTMLElement>('#other')?.click(),
    () => window.location.assign('https://example.invalid/by-script'),
    () => void window.open('understudy://desk/index.html'),
  ]
  for (const [n, script] of scripts.entries()) {
    await page.evaluate(script)
    await expect.poll(() => refused(), PATIENCE).toHaveLength(n + 1)
  }
  // Chromium itself refuses a file to a page of another scheme, before anybody is asked.
  await page.evaluate(() => document.querySelector<HTMLElement>('#file')?.click())
  expect(refused().map(({ what, scheme }) => `${String(what)} ${String(scheme)}`)).toEqual([
    'navigation http:',
    'navigation understudy:',
    'navigation https:',
    'window understudy:',
  ])
  expect(page.url()).toMatch(HOME)
  expect((await double.call('window.open')).args).toEqual(['understudy://desk/index.html', 'deny'])
  const asked = double.calls.filter(({ api }) => api === 'dialog.showMessageBox').map(({ args }) => args)
  expect(asked).toEqual([[expect.objectContaining({ detail: 'https://example.invalid/by-script' })]])
  expect(await page.evaluate(() => globalThis.test.desk.echo({ text: 'still here' }))).toMatchObject({
    text: 'still here',
  })
})

test('a redirect out of the desk is refused', async () => {
  const double = await startTestShell(temporaryFolder(), { entry: HOSTILE, env: { TEST_PATH: 'redirect' } })
  await expect
    .poll(() => logged(double.output), PATIENCE)
    .toContainEqual(
      expect.objectContaining({ event: 'load.failed', reason: expect.stringContaining('net::ERR_ABORTED') }),
    )
  expect(logged(double.output)).toContainEqual(expect.objectContaining({ what: 'redirect', scheme: 'https:' }))
})

test('a page that is not the desk is not heard, although it has the same preload', async () => {
  const double = await startTestShell(temporaryFolder(), { entry: HOSTILE, env: { TEST_PATH: 'other.html' } })
  await expect
    .poll(() => logged(double.output), PATIENCE)
    .toContainEqual(expect.objectContaining({ event: 'ipc.refused' }))
  expect(logged(double.output)).not.toContainEqual(expect.objectContaining({ event: 'ipc.heard' }))
})

test('the desk’s own page is heard by the same listener', async () => {
  const double = await startTestShell(temporaryFolder(), { entry: HOSTILE, env: { TEST_PATH: 'index.html' } })
  await expect
    .poll(() => logged(double.output), PATIENCE)
    .toContainEqual(expect.objectContaining({ event: 'ipc.heard' }))
})

const HOSTILE = new URL('./fixtures/hostile.ts', import.meta.url).pathname
