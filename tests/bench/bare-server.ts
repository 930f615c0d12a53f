import { createServer } from 'node:http'
import { taskOf } from './pull.ts'

/** Serves as many bytes as the hub sends for as many tasks, from memory. */
const tasks = Number(process.argv[2])
const line = (i: number): string =>
  JSON.stringify({
    seq: i,
    kind: 'task',
    id: String(i).padStart(36, '0'),
    body: {
      task: { ...taskOf(i), id: String(i).padStart(36, '0'), batchId: '0'.repeat(36), revision: 1 },
      assignment: { state: 'offered', offeredAt: 1795420800000 },
    },
  })
const body = Buffer.from(Array.from({ length: tasks }, (_, i) => line(i)).join('\n'))
const server = createServer((_request, response) => response.end(body))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}/`)
})
process.on('disconnect', () => process.exit(0))
