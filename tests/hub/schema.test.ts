import { describe, expect, it, onTestFinished } from 'vitest'
import { candidatesFor } from '../../src/hub/store/assignments.ts'
import { prepareDatabase } from '../../src/hub/operator/prepare.ts'
import { parseOccupations } from '../../src/hub/operator/occupations.ts'
import { migrate } from '../../src/hub/store/migrate.ts'
import { openDb } from '../../src/hub/store/db.ts'
import { migrations } from '../../src/hub/store/migrations/all.ts'
import { hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()

describe('the schema', () => {
  it('is made once when several processes start at the same moment, with one id and one key', async () => {
    await hub.db.query('drop schema public cascade')
    await hub.db.query('create schema public')
    const processes = Array.from({ length: 4 }, () => openDb(hub.databaseUrl, { max: 2 }))
    const results = await Promise.all(processes.map((db) => prepareDatabase({ ...hub.hub.context, db })))
    expect(results.every((result) => result.ok)).toBe(true)
    expect(await hub.db.query('select hub_id from hub')).toHaveLength(1)
    const steps = await hub.db.query('select number from schema_steps order by number')
    expect(steps).toEqual(migrations.map(({ number }) => ({ number })))
    await Promise.all(processes.map((db) => db.close()))
  })

  it('that was brought up to date is told of, since older hubs that serve it have to be started anew', async () => {
    const told: unknown[] = []
    const context = { ...hub.hub.context, log: (...line: unknown[]) => void told.push(line) }
    const newest = migrations.at(-1)?.number ?? 0
    await prepareDatabase(context)
    expect(told).toEqual([])
    await hub.db.query('delete from schema_steps where number = $1', [newest])
    await prepareDatabase(context)
    const facts = { from: newest - 1, to: newest }
    expect(told).toEqual([['warn', 'schema-updated-start-older-hubs-anew', facts]])
  })

  it('of a newer program is left alone, with a text that says so', async () => {
    await hub.db.query(`insert into schema_steps (number, name) values (99, 'from the future')`)
    expect(await migrate(hub.db, () => undefined)).toMatchObject({
      ok: false,
      error: {
        code: 'newer',
        text: expect.stringMatching(/newer Understudy hub \(schema 99; this program knows \d+\).*nothing was changed/),
      },
    })
    await hub.db.query('delete from schema_steps where number = 99')
  })

  it('changes while a backup reads it and an older hub serves: who comes after it gets through, and it waits', async () => {
    await hub.db.query('delete from schema_steps where number = (select max(number) from schema_steps)')
    const others = openDb(hub.databaseUrl)
    others.expectAnswers(20_000)
    const reads = Promise.withResolvers<void>()
    const ends = Promise.withResolvers<void>()
    onTestFinished(async () => {
      ends.resolve()
      await others.close()
    })
    const backup = others.transaction(async (tx) => {
      await tx.query('lock table assignments in access share mode')
      reads.resolve()
      await ends.promise
    })
    await reads.promise
    const told = Promise.withResolvers<void>()
    const migrating = migrate(hub.db, () => told.resolve())
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    await expect.poll(async () => (await others.query(waits)).length).toBeGreaterThan(0)
    expect(await others.query('select * from assignments')).toEqual([])
    // Whoever started it hears why nothing happens.
    await told.promise
    ends.resolve()
    await backup
    expect(await migrating).toMatchObject({ ok: true, value: { to: migrations.at(-1)?.number } })
  })

  it('answers the feed and the token by an index, however many there are', async () => {
    await hub.db.query('set enable_seqscan = on')
    await hub.db.query(`insert into experts (id, name, email, created_at, feed_epoch)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'x', 'x', 0, gen_random_uuid() from generate_series(1, 2000) n`)
    await hub.db.query(`insert into devices (id, expert_id, name, token_sha256, enrolled_at, seen_at)
      select id, id, 'x', sha256(id::text::bytea), 0, 0 from experts`)
    await hub.db.query(
      `insert into feed (expert_id, seq, kind, entity_id, bytes, body_seq) select id, n, 'task', gen_random_uuid(), 100, n from experts, generate_series(1, 20) n`,
    )
    await hub.db.query('analyze')
    const plan = async (sql: string) =>
      (await hub.db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`)).map((row) => row['QUERY PLAN']).join('\n')
    const id = '00000000-0000-7000-8000-000000000007'
    expect(await plan(`select * from feed where expert_id = '${id}' and seq > 3 order by seq limit 100`)).toMatch(
      /feed_expert_id_seq_key/,
    )
    expect(await plan(`select * from devices where token_sha256 = sha256('x') and revoked_at is null`)).toMatch(
      /Index Scan using devices_token/,
    )
    expect(await plan(`select expert_id from feed where entity_id = '${id}' and kind = 'task'`)).toMatch(
      /feed_by_entity/,
    )
  })

  it('tells how much open work experts have without looking into a single text of theirs', async () => {
    await hub.db.transaction(async (tx) => {
      await tx.query(`insert into programmes (id, name, operator, summary, terms, rate, lease_days, idle_ms, revision, created_at)
        select gen_random_uuid(), 'x', 'x', '', '', '{}', 1, 1, 1, 0`)
      await tx.query(`insert into batches (id, programme_id, title, note, copies, revision, created_at)
        select gen_random_uuid(), id, 'x', '', 1, 1, 0 from programmes`)
      await tx.query(`insert into experts (id, name, email, created_at, feed_epoch)
        select gen_random_uuid(), 'busy', 'x', 0, gen_random_uuid() from generate_series(1, 60)`)
      await tx.query(`insert into expert_occupations (expert_id, code, title)
        select id, case when row_number() over () % 20 = 0 then '11-9013.00' else '29-1141.00' end, 'x' from experts
        where name = 'busy'`)
      await tx.query(`insert into tasks (id, batch_id, position, revision, title, occupation_code, content)
        select gen_random_uuid(), b.id, n, 1, 'x', '11-9013.00', '{}' from batches b, generate_series(1, 50) n`)
      await tx.query(`insert into assignments (task_id, expert_id, state, offered_at)
        select t.id, e.id, 'taken', 0 from tasks t, experts e where e.name = 'busy'`)
      await tx.query(`insert into submissions (id, task_id, expert_id, content, content_sha256, received_at, late, withdrawn, receipt, state)
        select gen_random_uuid(), task_id, expert_id, repeat('Clover. ', 200), '', 0, false, false, '', 'accepted' from assignments`)
    })
    await hub.db.query('analyze')
    const lines: string[] = []
    await hub.db.transaction(async (tx) => {
      // Whether the indexes hold all that is asked for; how much of it a vacuum has seen by now is left aside.
      await tx.query('set local enable_seqscan = off')
      await tx.query('set local enable_bitmapscan = off')
      const explained: typeof tx.query = async (sql, params) => {
        const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params)
        lines.push(...rows.map((row) => row['QUERY PLAN']))
        return []
      }
      const task = { id: '', occupation: '11-9013.00', wanted: 1, onlyExpert: null, had: [] }
      await candidatesFor({ ...tx, query: explained }, [task])
    })
    const plan = lines.join('\n')
    expect(plan).toMatch(/Index Only Scan using submissions_/)
    expect(plan).toMatch(/Index Only Scan using assignments_by_expert/)
    expect(plan).not.toMatch(/(Heap|Seq) Scan on (submissions|assignments)/)
  })
})

describe('the list of occupations', () => {
  it('reads the official table and a short one, and names lines it cannot read', () => {
    expect(
      parseOccupations('\u{FEFF}O*NET-SOC Code\tTitle\tDescription\r\n45-1011.00\tSupervisors\tThey supervise.\r\n'),
    ).toEqual({
      ok: true,
      value: [{ code: '45-1011.00', title: 'Supervisors', description: 'They supervise.' }],
    })
    expect(parseOccupations('# note\n45-1011\tX\n45-1011.00\n')).toMatchObject({
      ok: false,
      error: { details: ['line 2: 45-1011 is not a code such as 45-1011.00', 'line 3: the title is missing'] },
    })
    expect(parseOccupations('')).toMatchObject({ ok: false, error: { code: 'empty' } })
  })
})
