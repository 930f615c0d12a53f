import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { compileOnce } from '../../src/core/store/compile-once.ts'

const ROWS = 200
const sql = 'SELECT s.id, t.title FROM works s JOIN tasks t ON t.no = s.task_no WHERE s.id = ? AND t.title IS @title'

function open(): Database.Database {
  const db = new Database(':memory:')
  db.exec(`CREATE TABLE tasks (no INTEGER PRIMARY KEY, title TEXT NOT NULL) STRICT;
    CREATE TABLE works (id TEXT PRIMARY KEY, task_no INTEGER NOT NULL, state TEXT NOT NULL) STRICT, WITHOUT ROWID;`)
  for (let no = 0; no < ROWS; no++) {
    db.prepare('INSERT INTO tasks VALUES (?, ?)').run(no, `task ${no}`)
    db.prepare('INSERT INTO works VALUES (?, ?, ?)').run(`work ${no}`, no, 'ready')
  }
  return db
}

describe('a connection that compiles its statements once', () => {
  it('reads and writes what any other does', () => {
    const db = open()
    compileOnce(db)
    expect(db.prepare(sql).get('work 7', { title: 'task 7' })).toEqual({ id: 'work 7', title: 'task 7' })
    expect(db.prepare(sql).get('work 7', { title: 'task 8' })).toBeUndefined()
    const set = db.prepare('UPDATE works SET state = @state WHERE task_no = @no AND state <> @state')
    expect([set.run({ state: 'sent', no: 7 }).changes, set.run({ state: 'sent', no: 7 }).changes]).toEqual([1, 0])
    const of = db.prepare('SELECT typeof(state) FROM works WHERE task_no = ? AND state = ? ORDER BY id').pluck()
    expect([of.get(7, 'sent'), of.get('7', 'sent'), of.get(8, 'sent')]).toEqual(['text', 'text', undefined])
    db.close()
  })
})
