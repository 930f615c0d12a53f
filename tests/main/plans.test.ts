import { normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDataFolder, parseIntroduction } from '../../src/main/arguments.ts'
import { isDeskPage, isDeskUrl } from '../../src/main/desk-url.ts'
import { firstProxy } from '../../src/main/find-proxy.ts'
import { isAllowed } from '../../src/main/guards.ts'
import { planContextMenu, planMenu } from '../../src/main/menu.ts'
import { planPaths } from '../../src/main/paths.ts'
import { planRestart } from '../../src/main/restart-plan.ts'
import { answerDeskRequest } from '../../src/main/scheme.ts'
import { createWebPreferences, unsafePreferences } from '../../src/main/web-preferences.ts'
import { planBounds } from '../../src/main/window-state.ts'
import { WINDOW_COMMANDS } from '../../src/shared/contract/window-port.ts'

describe('restarting a process that died', () => {
  test('the first death in a minute is mended at once, the next ones after longer and longer waits', () => {
    const deaths = [0, 1_000, 2_000, 3_000, 4_000]
    const waits = deaths.map((now, n) => planRestart(deaths.slice(0, n + 1), now))
    expect(waits).toEqual([{ waitMs: 0 }, { waitMs: 100 }, { waitMs: 200 }, { waitMs: 400 }, { waitMs: 800 }])
  })

  test('after more than five deaths within a minute the user is asked', () => {
    expect(planRestart([0, 1, 2, 3, 4, 5], 5)).toBe('give-up')
  })

  test('deaths of more than a minute ago are forgotten', () => {
    expect(planRestart([0, 1, 2, 3, 4, 61_000], 61_000)).toEqual({ waitMs: 0 })
  })
})

describe('where the window opens', () => {
  const screen = { x: 0, y: 30, width: 1920, height: 1050 }
  const beamer = { x: 1920, y: 0, width: 1024, height: 768 }

  test('in the middle of the first display when it has never been open', () => {
    expect(planBounds(undefined, [screen, beamer])).toEqual({ x: 340, y: 125, width: 1240, height: 860 })
  })

  test('where it was, on whichever display that is', () => {
    const there = { x: 2000, y: 100, width: 800, height: 600 }
    expect(planBounds(there, [screen, beamer])).toEqual(there)
  })

  test('on the first display when the one it was on is gone', () => {
    const there = { x: 2000, y: 100, width: 800, height: 600 }
    expect(planBounds(there, [screen])).toEqual(planBounds(undefined, [screen]))
  })

  test('no larger than the display, and never so that its upper edge is out of reach', () => {
    expect(planBounds({ x: 10, y: 10, width: 4000, height: 3000 }, [screen])).toEqual({
      x: 10,
      y: 30,
      width: 1920,
      height: 1050,
    })
    expect(planBounds({ x: 10, y: -500, width: 800, height: 600 }, [screen]).y).toBe(125)
    expect(planBounds({ x: 1900, y: 100, width: 800, height: 600 }, [screen]).x).toBe(340)
  })

  test('a small display gets a window that fits', () => {
    const netbook = { x: 0, y: 0, width: 1024, height: 560 }
    expect(planBounds(undefined, [netbook])).toEqual({ x: 0, y: 0, width: 1024, height: 560 })
  })
})

describe('what the shell is started with', () => {
  test.each([
    [['electron', '.', '--data', '/home/ada/desk'], '/home/ada/desk'],
    [['electron', '--inspect=0', '--data=desk two', '--remote-debugging-port=0'], 'desk two'],
    [['electron', '.'], undefined],
  ])('%j names the folder %s', (argv, folder) => {
    expect(parseDataFolder(argv)).toEqual({ ok: true, value: folder })
  })

  test.each([[['electron', '--data']], [['electron', '--data=']], [['electron', '--data', '--no-open']]])(
    '%j is answered with a sentence',
    (argv) => {
      expect(parseDataFolder(argv)).toEqual({ ok: false, error: '--data needs the name of a folder.' })
    },
  )

  test('an introduction that is not one is not taken for one', () => {
    expect(parseIntroduction(undefined)).toEqual({ ok: true, value: undefined })
    expect(parseIntroduction('{"address":"http://127.0.0.1:1","code":"A"}')).toMatchObject({ ok: true })
    for (const text of ['{', '[]', '{"address":7,"code":"A"}', '{"address":"x"}'])
      expect(parseIntroduction(text)).toEqual({ ok: false, error: 'unreadable' })
  })

  test('what the shell keeps for itself lies apart from the work', () => {
    expect(planPaths('/data', '/app/resources')).toEqual({
      data: '/data',
      shell: normalize('/data/electron'),
      secrets: normalize('/data/electron/secrets.json'),
      windowState: normalize('/data/electron/window.json'),
      sample: normalize('/app/resources/sample'),
      icon: normalize('/app/resources/icons/512x512.png'),
    })
  })
})

test.each([
  ['DIRECT', undefined],
  ['PROXY cache:8080', 'http://cache:8080'],
  ['HTTPS cache:443;PROXY other:8080', 'https://cache:443'],
  ['SOCKS5 old:1080; http cache:8080 ; DIRECT', 'http://cache:8080'],
  ['SOCKS old:1080; DIRECT; PROXY cache:8080', undefined],
  ['PROXY', undefined],
  ['', undefined],
])('of the ways %j the core takes %j', (ways, proxy) => {
  expect(firstProxy(ways)).toBe(proxy)
})

describe('what counts as the desk', () => {
  test.each([
    'understudy://desk/index.html',
    'understudy://desk/index.html#/inbox',
    'understudy://desk/index.html?a=1',
  ])('%s is its page', (url) => {
    expect(isDeskPage(url)).toBe(true)
  })

  test.each([
    'understudy://desk/other.html',
    'understudy://elsewhere/index.html',
    'understudy://desk@elsewhere/index.html',
    'understudy://user:pass@desk/index.html',
    'https://desk/index.html',
    'data:text/html,understudy://desk/index.html',
    'about:blank',
    '',
  ])('%s is not', (url) => {
    expect(isDeskPage(url)).toBe(false)
  })

  test('its files have its address too', () => {
    expect(isDeskUrl('understudy://desk/assets/x.js')).toBe(true)
  })

  test('a request for another host gets nothing', async () => {
    const answer = await answerDeskRequest(import.meta.dirname, 'understudy://elsewhere/plans.test.ts', 'GET')
    expect(answer.status).toBe(404)
  })

  test('asking only for the headers of a file gets no body', async () => {
    const answer = await answerDeskRequest(import.meta.dirname, 'understudy://desk/plans.test.ts', 'HEAD')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toBe('')
  })
})

describe('the preferences of a window', () => {
  const safe = createWebPreferences('/app/preload.cjs')

  test('ours are safe', () => {
    expect(unsafePreferences(safe)).toEqual([])
  })

  test.each([
    ['sandbox', false],
    ['sandbox', undefined],
    ['contextIsolation', false],
    ['webSecurity', false],
    ['nodeIntegration', true],
    ['nodeIntegrationInWorker', true],
    ['nodeIntegrationInSubFrames', true],
    ['webviewTag', true],
    ['allowRunningInsecureContent', true],
    ['experimentalFeatures', true],
    ['enableBlinkFeatures', 'Anything'],
  ])('%s set to %s is found', (name, value) => {
    expect(unsafePreferences({ ...safe, [name]: value })).toEqual([name])
  })
})

describe('the menu', () => {
  type Items = ReturnType<typeof planMenu>
  const actions = { command: () => undefined, takeBack: () => undefined, showDataFolder: () => undefined }
  const flat = (items: Items): Items =>
    items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

  test.each(['linux', 'win32', 'darwin'])(
    'on %s every command is there once, and no two have the same shortcut',
    (platform) => {
      const items = flat(planMenu(platform, false, actions))
      for (const command of WINDOW_COMMANDS) expect(items.filter(({ id }) => id === command)).toHaveLength(1)
      const shortcuts = items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []))
      expect(shortcuts.length).toBeGreaterThan(7)
      expect(new Set(shortcuts).size).toBe(shortcuts.length)
      expect(items.filter(({ role }) => role === 'quit')).toHaveLength(1)
    },
  )

  test.each(['linux', 'win32'])('on %s the menu of the window has nothing that only a Mac does', (platform) => {
    const menu = planMenu(platform, false, actions).find(({ role }) => role === 'windowMenu')
    // What Electron puts into a menu of this role by itself has `zoom` in it, which does nothing there.
    expect(menu?.submenu).toEqual([{ role: 'minimize' }, { role: 'close' }])
  })

  test('developer tools are for developers', () => {
    const tools = (isDeveloper: boolean) =>
      flat(planMenu('linux', isDeveloper, actions)).filter(({ role }) => role === 'toggleDevTools')
    expect(tools(false)).toHaveLength(0)
    expect(tools(true)).toHaveLength(1)
  })

  test('a right click on chosen text that cannot be changed offers to copy it', () => {
    const at = { isEditable: false, selectionText: 'wheat' }
    expect(planContextMenu(at, 'linux', actions)[0]).toEqual({ role: 'copy' })
  })
})

test('of all permissions a page has two: to copy, and to take the whole screen for writing', () => {
  // Those that Electron names for `setPermissionRequestHandler`.
  const names = `clipboard-read clipboard-sanitized-write display-capture fullscreen geolocation idle-detection media
    mediaKeySystem midi midiSysex notifications pointerLock keyboardLock openExternal speaker-selection storage-access
    top-level-storage-access window-management unknown fileSystem hid serial usb deprecated-sync-clipboard-read`
  expect(names.split(/\s+/).filter(isAllowed)).toEqual(['clipboard-sanitized-write', 'fullscreen'])
})
