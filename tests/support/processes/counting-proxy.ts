import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type CountingProxy = {
  readonly port: number
  /** Bytes that went through since the start, as the hub and the desk put them on the wire. */
  counts(): { up: number; down: number }
  /** Breaks every connection in mid-sentence. */
  cut(): void
  /** Called when one of the counters has moved. */
  onBytes: () => void
  stop(): Promise<void>
}

/**
 * A line on 127.0.0.1 between a desk and a hub that counts what passes and can break.
 * @param bytesPerMs how fast it is in each direction: without a limit the system's buffers hold megabytes that no real line
 *   has on its way, and a break loses them
 */
export async function startCountingProxy(hubPort: number, bytesPerMs: number): Promise<CountingProxy> {
  const counted = { up: 0, down: 0 }
  const busyUntil = { up: 0, down: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((desk) => {
    const hub = connect(hubPort, '127.0.0.1')
    const ends = [
      [desk, hub, 'up'],
      [hub, desk, 'down'],
    ] as const
    for (const [from, to, way] of ends) {
      sockets.add(from)
      from.on('data', (bytes: Buffer) => {
        counted[way] += bytes.length
        const isFull = !to.write(bytes)
        from.pause()
        const freeAt = Math.max(Date.now(), busyUntil[way]) + bytes.length / bytesPerMs
        busyUntil[way] = freeAt
        setTimeout(() => (isFull && to.writableNeedDrain ? undefined : from.resume()), Math.max(0, freeAt - Date.now()))
        proxy.onBytes()
      })
      to.on('drain', () => from.resume())
      from.on('end', () => to.end())
      from.on('error', () => to.destroy())
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const proxy: CountingProxy = {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    counts: () => ({ ...counted }),
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    onBytes: () => undefined,
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return proxy
}
