import { statSync } from 'node:fs'

/** What was rescued and what not, in the words of the person at the desk. */

/** Of a log of writes of which a part is lost: what it held was saved last, after the store itself was last written. */
export function lostLogText(store: string, what: string): string {
  const since = statSync(store).mtimeMs
  return `What was saved last before Understudy ended, perhaps since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC: the store’s log of writes ${what}. Look through what you wrote last.`
}

/** Of what could not be read and comes from the hub again. @param letGo how many of which `table.column` */
export function letGoTexts(letGo: ReadonlyMap<string, number>): string[] {
  return Object.entries({ receipt: 'sends', review: 'tells of' }).flatMap(([column, does]) => {
    const n = letGo.get(`submissions.${column}`) ?? 0
    const what = n === 1 ? `The ${column} of 1 piece of work` : `The ${column}s of ${n} pieces of work`
    return n === 0 ? [] : [`${what}: the hub ${does} it again.`]
  })
}

export const olderStoreText =
  'What was saved since the older store that stands there now: another program has put it in the place of yours, as one does that keeps folders in step or restores a computer. Look through what you wrote last.'

export type TableCount = {
  readonly kept: number
  /** Rows known to be missing. */
  readonly lost: number
  /** Whether more may be missing than can be counted. */
  readonly uncertain: boolean
  /** Rows that are there and do not read as they were written. */
  readonly altered?: number
}

type Group = {
  readonly tables: readonly string[]
  readonly one: string
  readonly many: string
  readonly note: string
  /** The other tables have parts of what stands in the first: a thing that is gone from all of them is one thing. */
  readonly isOfParts?: true
}

const groups: readonly Group[] = [
  {
    tables: ['tasks', 'task_contents'],
    one: 'task',
    many: 'tasks',
    note: 'The hub is asked for all tasks again.',
    isOfParts: true,
  },
  {
    tables: ['programmes', 'batches', 'hubs'],
    one: 'programme, batch or hub',
    many: 'programmes, batches and hubs',
    note: 'The hub is asked for them again; if you are asked to sign in, you need a new code from the operator.',
  },
  {
    tables: ['occupations'],
    one: 'occupation of the list to choose from',
    many: 'occupations of the list to choose from',
    note: 'The hub sends its list again.',
  },
  {
    tables: ['edits', 'draft_fields', 'edit_sessions', 'checkpoints', 'draft_branches'],
    one: 'edit of your drafts',
    many: 'edits of your drafts',
    note: 'Look through the drafts you wrote in last.',
    isOfParts: true,
  },
  {
    tables: ['version_names', 'draft_choices'],
    one: 'name of a version',
    many: 'names of versions',
    note: 'Every version itself is in the edits.',
  },
  { tables: ['draft_views'], one: 'place of the caret', many: 'places of the caret', note: 'No words are in it.' },
  {
    tables: ['submissions', 'submission_contents'],
    one: 'submission',
    many: 'submissions',
    note: 'What the hub has had is still there.',
    isOfParts: true,
  },
  {
    tables: ['outbox'],
    one: 'thing to be sent',
    many: 'things to be sent',
    note: 'Look on the Sync screen and send again what is not there.',
  },
  {
    tables: ['ledger', 'clock_pulse'],
    one: 'entry of your time',
    many: 'entries of your time',
    note: 'Look through the Time screen and correct what is missing.',
  },
  {
    tables: ['invoices', 'invoice_tasks', 'payments', 'customers', 'billing_profile', 'invoice_files'],
    one: 'entry of your invoices and payments',
    many: 'entries of your invoices and payments',
    note: 'Compare the Earnings screen with the invoices you have sent.',
  },
  {
    tables: ['files', 'task_files', 'submission_files', 'uploads', 'files_at_hubs'],
    one: 'file’s entry',
    many: 'files’ entries',
    note: 'The files are fetched again.',
  },
  {
    tables: ['meta', 'notices', 'refused_changes'],
    one: 'setting or notice',
    many: 'settings and notices',
    note: 'Look through the settings.',
  },
]

/**
 * @param counts by table
 * @param unnamed whether there was damage that could be matched with no table
 */
export function rescueToWords(
  counts: ReadonlyMap<string, TableCount>,
  unnamed: boolean,
): { rescued: string[]; missing: string[] } {
  const rescued: string[] = []
  const missing: string[] = []
  const known = new Set(groups.flatMap((group) => group.tables))
  const others = [...counts.keys()].filter((table) => !known.has(table))
  const all: readonly Group[] = [...groups, { tables: others, one: 'other entry', many: 'other entries', note: '' }]
  for (const { tables, one, many, note, isOfParts } of all) {
    const rows = tables.flatMap((table) => counts.get(table) ?? [])
    const [main] = rows
    const lost = rows.reduce((sum, row) => (isOfParts ? Math.max(sum, row.lost) : sum + row.lost), 0)
    // Parts of several tables may be those of the same things, or of others.
    const isSpread = isOfParts === true && rows.filter((row) => row.lost > 0).length > 1
    const isUncertain = isSpread || rows.some((row) => row.uncertain)
    const altered = rows.reduce((sum, row) => sum + (row.altered ?? 0), 0)
    if (main !== undefined && main.kept > 0) rescued.push(counted(main.kept, one, many))
    if (lost > 0) missing.push(`${isUncertain ? 'At least ' : ''}${counted(lost, one, many)}. ${note}`.trim())
    else if (altered > 0) missing.push(`Perhaps letters of ${counted(altered, one, many)}. ${note}`.trim())
    else if (isUncertain) missing.push(`Perhaps some ${many}. ${note}`.trim())
  }
  if (unnamed) missing.push('Perhaps more: part of the file could not be matched with anything.')
  return { rescued, missing }
}

function counted(n: number, one: string, many: string): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`
}
