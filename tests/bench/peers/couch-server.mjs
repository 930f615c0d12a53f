// A server that speaks CouchDB's protocol, as a user would set it up from npm. Told its folder; says its address.
import express from 'express'
import expressPouchdb from 'express-pouchdb'
import PouchDB from 'pouchdb'

const folder = process.argv[2]
const Served = PouchDB.defaults({ prefix: `${folder}/` })
const app = express()
app.use('/', expressPouchdb(Served, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }))
const server = app.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${server.address().port}/`))
process.on('disconnect', () => process.exit(0))
