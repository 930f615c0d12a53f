import type { Rate, Rounding } from '../../shared/domain/money.ts'
import { type Queryable, storable, type Tx } from './db.ts'

export type ProgrammeRow = {
  readonly id: string
  readonly name: string
  readonly operator: string
  readonly summary: string
  readonly terms: string
  readonly rate: Rate
  readonly rounding: Rounding
  readonly leaseDays: number
  readonly idleMs: number
  readonly readingWordsPerMinute: number
  readonly at: number
  readonly sourceKey: string | null
}

export async function insertProgramme(tx: Tx, row: ProgrammeRow): Promise<void> {
  await tx.query(
    `insert into programmes (id, name, operator, summary, terms, rate, lease_days, idle_ms, rounding,
       reading_words_per_minute, revision, created_at, source_key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12)`,
    [...columnsOf(row), row.at, row.sourceKey],
  )
}

/** Replaces what a programme says; its revision counts up. */
export async function updateProgramme(tx: Tx, row: Omit<ProgrammeRow, 'at' | 'sourceKey'>): Promise<void> {
  await tx.query(
    `update programmes set name = $2, operator = $3, summary = $4, terms = $5, rate = $6, lease_days = $7, idle_ms = $8,
       rounding = $9, reading_words_per_minute = $10, revision = revision + 1 where id = $1`,
    columnsOf(row),
  )
}

/** What a programme pays, and where it comes from. */
export async function readRate(tx: Tx, id: string): Promise<Pick<ProgrammeRow, 'rate' | 'sourceKey'> | undefined> {
  const rows = await tx.query<{ rate: string; sourceKey: string | null }>(
    'select rate, source_key as "sourceKey" from programmes where id = $1',
    [id],
  )
  // It was checked when it was set.
  return rows.map(({ rate, sourceKey }) => ({ rate: JSON.parse(rate) as Rate, sourceKey }))[0]
}

export async function setRate(tx: Tx, id: string, rate: Rate): Promise<void> {
  await tx.query('update programmes set rate = $2, revision = revision + 1 where id = $1', [id, JSON.stringify(rate)])
}

function columnsOf(row: Omit<ProgrammeRow, 'at' | 'sourceKey'>): unknown[] {
  const { id, name, operator, summary, terms, rate, rounding, leaseDays, idleMs, readingWordsPerMinute } = row
  return [
    id,
    name,
    operator,
    storable(summary),
    storable(terms),
    JSON.stringify(rate),
    leaseDays,
    idleMs,
    JSON.stringify(rounding),
    readingWordsPerMinute,
  ]
}

export async function addGuideline(
  tx: Tx,
  programmeId: string,
  version: number,
  text: string,
  at: number,
): Promise<void> {
  await tx.query('insert into guidelines (programme_id, version, text, changed_at) values ($1, $2, $3, $4)', [
    programmeId,
    version,
    storable(text),
    at,
  ])
}

export type NewestGuideline = { readonly version: number; readonly text: string; readonly termsBytes: number }

export async function readGuideline(tx: Tx, id: string): Promise<NewestGuideline | undefined> {
  const rows = await tx.query<{ terms_bytes: number }>(
    'select octet_length(terms) as terms_bytes from programmes where id = $1',
    [id],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const newest = await tx.query<{ version: number; text: string }>(
    'select version, text from guidelines where programme_id = $1 order by version desc limit 1',
    [id],
  )
  return { version: newest[0]?.version ?? 0, text: newest[0]?.text ?? '', termsBytes: row.terms_bytes }
}

export async function programmeBySource(db: Queryable, sourceKey: string): Promise<ProgrammeRow | undefined> {
  const rows = await db.query<TextTerms<ProgrammeRow>>(
    `select id, name, operator, summary, terms, rate, rounding, lease_days as "leaseDays", idle_ms as "idleMs",
       reading_words_per_minute as "readingWordsPerMinute", created_at as at, source_key as "sourceKey" from programmes where source_key = $1`,
    [sourceKey],
  )
  const row = rows[0]
  return row === undefined ? undefined : withTerms(row)
}

export type ProgrammeSummary = {
  readonly id: string
  readonly name: string
  readonly operator: string
  readonly rate: Rate
  readonly rounding: Rounding
  readonly leaseDays: number
  readonly guidelineVersion: number
  readonly batches: number
  readonly tasks: number
}

export async function listProgrammes(db: Queryable): Promise<ProgrammeSummary[]> {
  const rows = await db.query<TextTerms<ProgrammeSummary>>(
    `select m.id, m.name, m.operator, m.rate, m.rounding, m.lease_days as "leaseDays",
       (select max(version) from guidelines g where g.programme_id = m.id) as "guidelineVersion",
       (select count(*)::integer from batches b where b.programme_id = m.id) as batches,
       (select count(*)::integer from tasks t join batches b on b.id = t.batch_id where b.programme_id = m.id) as tasks
     from programmes m order by m.id`,
  )
  return rows.map((row) => withTerms(row))
}

/** A row whose rate and rounding are JSON text still. */
type TextTerms<T> = Omit<T, 'rate' | 'rounding'> & { readonly rate: string; readonly rounding: string }

/** Both were checked when the programme was made. */
function withTerms<T extends { readonly rate: string; readonly rounding: string }>(
  row: T,
): Omit<T, 'rate' | 'rounding'> & { rate: Rate; rounding: Rounding } {
  return { ...row, rate: JSON.parse(row.rate) as Rate, rounding: JSON.parse(row.rounding) as Rounding }
}
