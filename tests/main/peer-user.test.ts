import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { isOfAnotherUser } from '../../src/serve/peer-user.ts'

/** Only root can be another user for a moment. */
const isRoot = process.platform === 'linux' && process.getuid?.() === 0

/** Both ends of a connection that a user has made: the system notes whose a socket is when it is made. */
async function connectAs(uid: number): Promise<{ theirs: Socket; ours: Socket }> {
  const server = createServer({ allowHalfOpen: true })
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const accepted = once(server, 'connection')
  process.seteuid?.(uid)
  try {
    const theirs = connect({ port: address.port, host: '127.0.0.1', allowHalfOpen: true })
    onTestFinished(() => void theirs.destroy())
    await once(theirs, 'connect')
    const [ours]: Socket[] = await accepted
    if (ours === undefined) throw new Error('no connection')
    onTestFinished(() => void ours.destroy())
    ours.resume()
    return { theirs, ours }
  } finally {
    process.seteuid?.(0)
  }
}

test.skipIf(!isRoot)('another user is told from the own one, also once they send no more or have gone', async () => {
  const own = await connectAs(0)
  expect(isOfAnotherUser(own.ours)).toBe(false)
  own.theirs.end()
  await once(own.ours, 'end')
  expect(isOfAnotherUser(own.ours), 'the own user, who sends no more').toBe(false)

  const other = await connectAs(65_534)
  expect(isOfAnotherUser(other.ours)).toBe(true)
  other.theirs.end()
  await once(other.ours, 'end')
  expect(isOfAnotherUser(other.ours), 'who sends no more').toBe(true)

  const gone = await connectAs(65_534)
  gone.theirs.destroy()
  await once(gone.ours, 'end')
  expect(isOfAnotherUser(gone.ours), 'who has gone').toBe(true)
})
