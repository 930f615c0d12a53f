import { createServer, type IncomingMessage } from 'node:http'
import Database from 'better-sqlite3'
import { applyPragmas } from '../../src/core/store/open-database.ts'
import { sha256, signReceipt } from '../../src/hub/receipts/receipt.ts'
import { generateKey, readKey } from '../../src/hub/receipts/signing-key.ts'
import { taskOf } from './pull.ts'

/**
 * The least a server can do. GET: as many bytes as the hub sends for as many tasks, from memory; of `/key` the key it
 * signs with. POST: JSON Lines into a table in one transaction, and an answer as long as so many receipts; to `/signed`
 * the receipts themselves, each signed.
 */
const [count, file] = process.argv.slice(2)
const receipt = 'r'.repeat(700)
const key = readKey(generateKey().pkcs8)
const nobody = '01900000-0000-7000-8000-000000000000'
const terms = {
  receipt: 1,
  hubId: nobody,
  expertId: nobody,
  taskId: nobody,
  submissionId: nobody,
  receivedAt: 1_795_420_800_000,
  guidelineVersion: 1,
  taskRevision: 1,
  rate: { type: 'hourly', perHour: { currency: 'EUR', minor: 9_000 } },
  claimedMs: 3_600_000,
  late: false,
} as const
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
const body = Buffer.from(Array.from({ length: Number(count) }, (_, i) => line(i)).join('\n'))
const db = new Database(file)
applyPragmas(db)
db.exec('CREATE TABLE submissions (no INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT')
const insert = db.prepare('INSERT INTO submissions (content) VALUES (?)')

async function take(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const lines = Buffer.concat(parts).toString().split('\n')
  db.transaction(() => {
    for (const content of lines) insert.run(content)
  })()
  return lines.map((content) => (request.url === '/signed' ? signed(content) : receipt)).join('\n')
}

function signed(content: string): string {
  return signReceipt({ ...terms, contentSha256: sha256(content) }, key)
}

const server = createServer((request, response) => {
  if (request.url === '/key') response.end(key.publicKey)
  else if (request.method === 'GET') response.end(body)
  else void take(request).then((receipts) => response.end(receipts))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}/`)
})
process.on('disconnect', () => process.exit(0))
