import { createServer, connect, type Socket } from 'node:net'

/** A line: rates in kbit/s (none: as fast as it goes), round trip in ms, lost packets in per cent. */
export type Line = {
  readonly down: number | undefined
  readonly up: number | undefined
  readonly rtt: number
  readonly loss: number
}

export type ShapingProxy = {
  readonly address: string
  /** Bytes carried so far. */
  bytes(): { down: number; up: number }
  stop(): void
}

const PACKET = 1_460

/**
 * A proxy on this machine that behaves as a line does: each direction carries its bytes one after another at its rate and
 * half a round trip later; opening a connection takes a round trip; a lost packet is sent again a round trip later, and
 * what comes after it waits. All connections share the line. Losses come from a fixed seed.
 */
export async function openShapingProxy(target: string, line: Line): Promise<ShapingProxy> {
  const { hostname, port } = new URL(target)
  const down = createDirection(line.down, line.rtt, line.loss)
  const up = createDirection(line.up, line.rtt, line.loss)
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), noDelay: true })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    const opened = performance.now() + line.rtt
    near.on('data', (data: Buffer) => up.carry(data, opened, () => far.write(data)))
    near.on('end', () => up.carry(Buffer.alloc(0), opened, () => far.end()))
    far.on('data', (data: Buffer) => down.carry(data, opened, () => near.write(data)))
    far.on('end', () => down.carry(Buffer.alloc(0), opened, () => near.end()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no address')
  return {
    address: `http://127.0.0.1:${address.port}/`,
    bytes: () => ({ down: down.bytes(), up: up.bytes() }),
    stop: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function createDirection(kbps: number | undefined, rtt: number, loss: number) {
  let free = 0
  let carried = 0
  let seed = 1
  const isLost = (): boolean => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return (seed / 2_147_483_648) * 100 < loss
  }
  return {
    bytes: () => carried,
    /** @param notBefore when the connection is open */
    carry: (data: Buffer, notBefore: number, deliver: () => void): void => {
      carried += data.length
      const now = performance.now()
      free = Math.max(free, now, notBefore)
      for (let at = 0; at < data.length; at += PACKET) {
        const bits = Math.min(PACKET, data.length - at) * 8
        if (kbps !== undefined) free += bits / kbps
        if (isLost()) free += rtt + (kbps === undefined ? 0 : bits / kbps)
      }
      setTimeout(deliver, free + rtt / 2 - now)
    },
  }
}
