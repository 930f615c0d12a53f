import { expect, test } from 'vitest'
import { planPorts, startOnFirst } from '../../src/serve/free-port.ts'

/** A system on which these ports cannot be opened. */
function system(refused: Readonly<Record<number, string>>) {
  return async (port: number) => {
    const taken = refused[port]
    return taken === undefined ? { port } : { taken }
  }
}

test('a port that Windows has kept for itself since the last start is no reason not to open', async () => {
  const start = system({ 4875: 'EACCES', 4870: 'EACCES', 4871: 'EADDRINUSE' })
  expect(await startOnFirst(planPorts(undefined, 4875), start)).toEqual({ port: 4872 })
})

test('where none of the usual ports can be had the system chooses one', async () => {
  const usual = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [4870 + i, 'EACCES']))
  expect(await startOnFirst(planPorts(undefined, undefined), system(usual))).toEqual({ port: 0 })
})

test('a port that was asked for is not exchanged for another one', async () => {
  expect(await startOnFirst(planPorts(443, 4870), system({ 443: 'EACCES' }))).toBeUndefined()
})
