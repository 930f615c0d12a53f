import type { Database } from 'better-sqlite3'

export type InvoiceState = 'draft' | 'dropped' | 'issued'
export type InvoiceRow = {
  id: string
  state: InvoiceState
  kind: 'invoice' | 'credit-note'
  madeAt: number
  number: string | null
  issuedAt: number | null
  /** JSON: of a draft what is wished for, of an issued one the whole document. */
  content: string
  sha256: string | null
}
export type CustomerRow = { id: string; name: string; content: string }
export type PaymentRow = {
  id: string
  date: string
  minor: number
  currency: string
  reference: string
  invoiceId: string | null
  programmeId: string | null
}
/** What makes a draft an invoice. */
export type Issue = { series: string; no: number; number: string; issuedAt: number; content: string; sha256: string }

export type InvoicesTable = {
  profile(): string | undefined
  putProfile(content: string): void
  /** By name. */
  customers(): CustomerRow[]
  customer(id: string): CustomerRow | undefined
  putCustomer(row: CustomerRow): void
  /** Newest first; dropped drafts are not among them. */
  all(): InvoiceRow[]
  get(id: string): InvoiceRow | undefined
  putDraft(row: Pick<InvoiceRow, 'id' | 'kind' | 'madeAt' | 'content'>, taskIds: readonly string[]): void
  /** Drops a draft, or takes it back. */
  setState(id: string, state: 'draft' | 'dropped'): void
  /** @throws when the number leaves a gap, or the invoice was issued before */
  issue(id: string, issue: Issue): void
  /** The highest number of a series; 0 where there is none. */
  newestNo(series: string): number
  /** When the first invoice of a series was issued. */
  begunAt(series: string): number | undefined
  /** The highest number of every series. */
  newestNos(): { series: string; no: number }[]
  /** Every task on an invoice that was not dropped. */
  taskLinks(): { invoiceId: string; taskId: string }[]
  payments(): PaymentRow[]
  /** A payment, or what one with its id is now. */
  putPayment(row: PaymentRow & { notedAt: number }): void
  /** Takes a payment out that was noted by mistake, or puts it back. */
  setPaymentDropped(id: string, isDropped: boolean): boolean
  /** @returns the hash that the file had when it was made first */
  fileHash(invoiceId: string, format: string): string | undefined
  putFileHash(invoiceId: string, format: string, sha256: string): void
}

const columns = 'id, state, kind, made_at AS madeAt, number, issued_at AS issuedAt, content, sha256'

export function createInvoicesTable(db: Database): InvoicesTable {
  const profile = db.prepare<[], { content: string }>('SELECT content FROM billing_profile')
  const putProfile = db.prepare<[string]>(
    'INSERT INTO billing_profile (one, content) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET content = excluded.content',
  )
  const customers = db.prepare<[], CustomerRow>(
    'SELECT id, name, content FROM customers ORDER BY name COLLATE NOCASE, id',
  )
  const customer = db.prepare<[string], CustomerRow>('SELECT id, name, content FROM customers WHERE id = ?')
  const putCustomer = db.prepare<[CustomerRow]>(
    `INSERT INTO customers (id, name, content) VALUES (@id, @name, @content)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, content = excluded.content`,
  )
  const all = db.prepare<[], InvoiceRow>(
    `SELECT ${columns} FROM invoices WHERE state <> 'dropped' ORDER BY coalesce(issued_at, made_at) DESC, id DESC`,
  )
  const get = db.prepare<[string], InvoiceRow>(`SELECT ${columns} FROM invoices WHERE id = ?`)
  const putDraft = db.prepare<[Pick<InvoiceRow, 'id' | 'kind' | 'madeAt' | 'content'>]>(
    `INSERT INTO invoices (id, state, kind, made_at, content) VALUES (@id, 'draft', @kind, @madeAt, @content)
     ON CONFLICT (id) DO UPDATE SET content = excluded.content`,
  )
  const dropTasks = db.prepare<[string]>('DELETE FROM invoice_tasks WHERE invoice_id = ?')
  const addTask = db.prepare<[string, string]>('INSERT INTO invoice_tasks (invoice_id, task_id) VALUES (?, ?)')
  const setState = db.prepare<[string, string]>('UPDATE invoices SET state = ? WHERE id = ?')
  const issue = db.prepare<[Issue & { id: string }]>(
    `UPDATE invoices SET state = 'issued', series = @series, no = @no, number = @number, issued_at = @issuedAt,
       content = @content, sha256 = @sha256 WHERE id = @id`,
  )
  const newestNo = db.prepare<[string], { no: number | null }>('SELECT max(no) AS no FROM invoices WHERE series = ?')
  const begunAt = db.prepare<[string], number | null>('SELECT min(issued_at) FROM invoices WHERE series = ?').pluck()
  const newestNos = db.prepare<[], { series: string; no: number }>(
    'SELECT series, max(no) AS no FROM invoices WHERE series IS NOT NULL GROUP BY series',
  )
  const taskLinks = db.prepare<[], { invoiceId: string; taskId: string }>(
    `SELECT l.invoice_id AS invoiceId, l.task_id AS taskId FROM invoice_tasks l JOIN invoices i ON i.id = l.invoice_id
     WHERE i.state <> 'dropped'`,
  )
  const payments = db.prepare<[], PaymentRow>(
    `SELECT id, date, minor, currency, reference, invoice_id AS invoiceId, programme_id AS programmeId
     FROM payments WHERE dropped = 0 ORDER BY date DESC, id DESC`,
  )
  const putPayment = db.prepare<[PaymentRow & { notedAt: number }]>(
    `INSERT INTO payments (id, date, minor, currency, reference, invoice_id, programme_id, noted_at)
     VALUES (@id, @date, @minor, @currency, @reference, @invoiceId, @programmeId, @notedAt)
     ON CONFLICT (id) DO UPDATE SET date = excluded.date, minor = excluded.minor, currency = excluded.currency,
       reference = excluded.reference, invoice_id = excluded.invoice_id, programme_id = excluded.programme_id,
       noted_at = excluded.noted_at, dropped = 0`,
  )
  const setPaymentDropped = db.prepare<[number, string]>('UPDATE payments SET dropped = ? WHERE id = ?')
  const fileHash = db.prepare<[string, string], { sha256: string }>(
    'SELECT sha256 FROM invoice_files WHERE invoice_id = ? AND format = ?',
  )
  const putFileHash = db.prepare<[string, string, string]>(
    'INSERT OR IGNORE INTO invoice_files (invoice_id, format, sha256) VALUES (?, ?, ?)',
  )
  return {
    profile: () => profile.get()?.content,
    putProfile: (content) => void putProfile.run(content),
    customers: () => customers.all(),
    customer: (id) => customer.get(id),
    putCustomer: (row) => void putCustomer.run(row),
    all: () => all.all(),
    get: (id) => get.get(id),
    putDraft: (row, taskIds) => {
      putDraft.run(row)
      dropTasks.run(row.id)
      for (const taskId of taskIds) addTask.run(row.id, taskId)
    },
    setState: (id, state) => void setState.run(state, id),
    issue: (id, how) => void issue.run({ ...how, id }),
    newestNo: (series) => newestNo.get(series)?.no ?? 0,
    begunAt: (series) => begunAt.get(series) ?? undefined,
    newestNos: () => newestNos.all(),
    taskLinks: () => taskLinks.all(),
    payments: () => payments.all(),
    putPayment: (row) => void putPayment.run(row),
    setPaymentDropped: (id, isDropped) => setPaymentDropped.run(isDropped ? 1 : 0, id).changes > 0,
    fileHash: (invoiceId, format) => fileHash.get(invoiceId, format)?.sha256,
    putFileHash: (invoiceId, format, sha256) => void putFileHash.run(invoiceId, format, sha256),
  }
}
