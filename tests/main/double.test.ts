import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from '@playwright/test'
import { connect } from '../support/electron-double/launch.ts'
import { startDouble, type Double } from '../support/electron-double/start.ts'
import { logged, PATIENCE } from './support/test-shell.ts'

/** The double does what Electron's documentation says, also where the desk does not look yet. */

type Bridge = {
  refused: string
  list: [number, { deep: boolean }]
  add(a: number, b: number): number
  later(value: string): Promise<string>
  fail(): void
  callBack(listener: (...args: unknown[]) => void): void
  echo(value: unknown): Promise<unknown>
  invoke(channel: string): Promise<unknown>
  port(): void
}
declare global {
  var bridge: Bridge
  var port: MessagePort
  var receive: () => Promise<MessageEvent>
}

let double: Double | undefined
let page: Page

beforeAll(async () => {
  double = await startDouble({ entry: new URL('./fixtures/double/main.ts', import.meta.url).pathname })
  page = (await connect(double)).page
})
afterAll(() => double?.abandon())

test('the preload has a world of its own and only the modules of a sandboxed one', async () => {
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, 'secretOfThePreload'))).toBe('undefined')
  expect(await page.evaluate(() => globalThis.bridge.refused)).toBe('module not found: node:fs')
})

test('the bridge carries values, functions, promises, errors and callbacks, and is frozen', async () => {
  const seen = await page.evaluate(async () => {
    const { bridge } = globalThis
    const called: unknown[] = []
    bridge.callBack((...args) => called.push(...args))
    let error = ''
    try {
      bridge.fail()
    } catch (thrown) {
      error = thrown instanceof Error ? thrown.message : ''
    }
    const frozen = Object.isFrozen(bridge) && Object.isFrozen(bridge.list[1])
    return { sum: bridge.add(2, 3), later: await bridge.later('x'), called, error, frozen }
  })
  expect(seen).toEqual({
    sum: 5,
    later: 'later: x',
    called: ['called', new Date(5)],
    error: 'from the preload',
    frozen: true,
  })
})

test('a call of the shell carries whatever structured clone carries', async () => {
  const same = await page.evaluate(async () => {
    const loop: Record<string, unknown> = {
      big: 10n,
      nan: Number.NaN,
      minus: -0,
      nothing: undefined,
      when: new Date(7),
    }
    loop['self'] = loop
    loop['map'] = new Map([[1, new Set(['a'])]])
    loop['bytes'] = new Uint8Array([1, 2, 255])
    loop['pattern'] = /x+/gi
    const back = (await globalThis.bridge.echo(loop)) as typeof loop
    const map = back['map'] as Map<number, Set<string>>
    return [
      back['big'] === 10n,
      Number.isNaN(back['nan']),
      Object.is(back['minus'], -0),
      'nothing' in back,
      (back['when'] as Date).getTime() === 7,
      back['self'] === back,
      map.get(1)?.has('a'),
      String(back['bytes']) === '1,2,255',
      String(back['pattern']) === '/x+/gi',
    ]
  })
  expect(same).toEqual(same.map(() => true))
})

test('a call that fails says so as Electron does', async () => {
  const messages = await page.evaluate(() =>
    Promise.all(
      ['fail', 'nobody'].map((channel) =>
        globalThis.bridge.invoke(channel).catch((error: unknown) => (error instanceof Error ? error.message : '')),
      ),
    ),
  )
  expect(messages).toEqual([
    "Error invoking remote method 'fail': RangeError: not today",
    "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
  ])
})

test('a handler of a scheme may stream its answer, and one that fails is a failed request', async () => {
  expect(await page.evaluate(async () => (await fetch('/stream')).text())).toBe('one two three')
  expect(await page.evaluate(() => fetch('/broken').catch(() => 'failed'))).toBe('failed')
})

test('ports reach a child, travel over ports, and close with the page', async () => {
  await page.evaluate(() => globalThis.bridge.port())
  await page.waitForFunction(() => 'port' in globalThis && globalThis.port instanceof MessagePort)
  const answers = await page.evaluate(async () => {
    const first = globalThis.receive()
    globalThis.port.postMessage([1, new Date(3)])
    const { data } = await first
    const { port1, port2 } = new MessageChannel()
    const inner = new Promise((resolve) => port1.addEventListener('message', (event) => resolve(event.data)))
    port1.start()
    globalThis.port.postMessage('take this', [port2])
    port1.postMessage('hello')
    return [data, await inner]
  })
  expect(answers).toEqual([{ echo: [1, new Date(3)] }, 'over the inner port: hello'])
  await page.reload()
  await expect.poll(() => logged(double?.output ?? ''), PATIENCE).toContainEqual({ event: 'port closed' })
})
