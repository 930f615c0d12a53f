import { connect, createServer, type Socket } from 'node:net'

export type BrokenLine = {
  /** Address of the database by way of this line. */
  readonly url: string
  /** How many statements have gone over it; BEGIN and COMMIT are statements, too. */
  statements(): number
  /**
   * The line breaks at the n-th statement from now on: before Postgres hears of it, or when Postgres has done it and its
   * answer is on its way. Every connection breaks, as where the process dies; no new one comes about until `mend`.
   */
  breakAt(n: number, when: 'before' | 'after'): void
  isBroken(): boolean
  mend(): void
  close(): Promise<void>
}

/** Messages of the protocol that end a statement: a simple query, and the Sync after an extended one. */
const ends = new Set(['Q', 'S'])

/** A line to Postgres that can break between any two statements, so that the driver and the pool are those that ship. */
export async function openBrokenLine(databaseUrl: string): Promise<BrokenLine> {
  const target = new URL(databaseUrl)
  let plan: { left: number; readonly when: 'before' | 'after' } | undefined
  let broken = false
  let statements = 0
  const sockets = new Set<Socket>()

  const breakNow = (): void => {
    broken = true
    plan = undefined
    for (const socket of sockets) socket.destroy()
  }

  const server = createServer((client) => {
    if (broken) return void client.destroy()
    const postgres = connect(Number(target.port), target.hostname)
    for (const socket of [client, postgres]) {
      sockets.add(socket)
      // A statement is several messages, and each would wait for the one before to be acknowledged.
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        postgres.destroy()
      })
    }
    let isStarted = false
    let swallows = false
    let rest = Buffer.alloc(0)
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      for (;;) {
        // The first message has no letter.
        const at = isStarted ? 1 : 0
        if (rest.length < at + 4) return
        const length = at + rest.readUInt32BE(at)
        if (rest.length < length) return
        const message = rest.subarray(0, length)
        rest = rest.subarray(length)
        const kind = isStarted ? String.fromCharCode(message[0] ?? 0) : ''
        isStarted = true
        if (ends.has(kind)) {
          statements += 1
          if (plan !== undefined && --plan.left === 0) {
            if (plan.when === 'before') return breakNow()
            swallows = true
          }
        }
        postgres.write(message)
      }
    })
    postgres.on('data', (chunk: Buffer) => {
      if (!swallows) return void client.write(chunk)
      // ReadyForQuery, the last of an answer: what was asked for is done.
      if (chunk.length >= 6 && chunk.at(-6) === 0x5a) breakNow()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String(typeof bound === 'object' && bound !== null ? bound.port : 0)
  return {
    url: url.href,
    statements: () => statements,
    breakAt: (left, when) => void (plan = { left, when }),
    isBroken: () => broken,
    mend: () => {
      broken = false
      plan = undefined
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
