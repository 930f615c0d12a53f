// PouchDB as a desk's store. Told by messages what to do; says how long it took, in milliseconds.
import PouchDB from 'pouchdb'

const jobs = { fill, pull, push }

process.on('message', ({ job, ...options }) => {
  jobs[job](options).then(
    (took) => process.send({ ms: took }),
    (error) => process.send({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

/** Puts documents into a database at the server, or into a local one. */
async function fill({ database, documents }) {
  const db = new PouchDB(database)
  for (let i = 0; i < documents.length; i += 1000) await db.bulkDocs(documents.slice(i, i + 1000))
  return 0
}

async function pull({ folder, from, batchSize, expected }) {
  const local = new PouchDB(folder)
  const start = performance.now()
  await done(local.replicate.from(from, batchSize === undefined ? {} : { batch_size: batchSize }))
  const took = performance.now() - start
  const { doc_count: count } = await local.info()
  await local.close()
  if (count !== expected) throw new Error(`${count} of ${expected} came`)
  return took
}

async function push({ folder, to, documents, batchSize }) {
  const local = new PouchDB(folder)
  await local.bulkDocs(documents)
  const start = performance.now()
  await done(local.replicate.to(to, batchSize === undefined ? {} : { batch_size: batchSize }))
  const took = performance.now() - start
  await local.close()
  return took
}

function done(replication) {
  return new Promise((resolve, reject) => replication.on('complete', resolve).on('error', reject))
}
