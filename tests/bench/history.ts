import { statSync } from 'node:fs'
import { join } from 'node:path'
import { history } from '@codemirror/commands'
import { EditorState, Transaction } from '@codemirror/state'
import type { EditOrigin } from '../../src/shared/contract/desk-drafts.ts'
import { createDraftPort } from '../../src/renderer/editor/draft-port.ts'
import { createTextSync } from '../../src/renderer/editor/draft-sync.ts'
import { textOf } from '../../src/renderer/editor/text-edits.ts'
import { createUndoPast } from '../../src/renderer/editor/undo-past.ts'
import { createFakeTime } from '../support/core/fake-time.ts'
import { testId } from '../support/core/tasks.ts'
import {
  type DeskClient,
  makeTempFolder,
  openTestCore,
  removeTempFolders,
  type TestCore,
} from '../support/core/test-core.ts'
import { areTracesThere, readTrace, type Trace, traceNames } from '../support/typing-traces.ts'
import { type Bench, median, ms, round } from './measure.ts'
import { measureOpening } from './opening.ts'

/** One commit for so many edits: a person's hours are entered in seconds. */
const BURST = 500
/** A pause after so many edits, in which a checkpoint is made where one is due. */
const PAUSE_EVERY = 2_000
const PAUSE_MS = 3_000
const LONG = 'automerge-paper'

type Place = { readonly taskId: string; readonly field: string }

/**
 * The recorded writing of four real documents, 336,000 edits, through the editor's state, its synchronisation and the
 * store of a desk; then the longest is opened again by a core that has just started, beside CodeMirror making a state of
 * the same text. Any version in the middle must be the text that CodeMirror had.
 * `bytes_per_edit` = growth of the database over the edits; `open.state` = opening over the bare state, both without a
 * window; `open.codemirror` = from the inbox until the text is painted over CodeMirror alone showing the same text.
 */
export const historyBench: Bench = async ({ rounds = 15, say }) => {
  if (!areTracesThere()) throw new Error('the recorded editing (../shared/data/typing) is not there')
  const folder = makeTempFolder('history')
  // A desk of today opens it afterwards.
  const first = await openTestCore({ folder, time: createFakeTime(Date.now() - 86_400_000) })
  await first.desk.setup.openSample({})
  const places = await findPlaces(first.desk, traceNames.length)
  const databaseBytes = (): number => statSync(join(folder, 'desk.db')).size
  await first.stop()
  const before = databaseBytes()

  const core = await openTestCore({ folder, time: createFakeTime(Date.now() - 86_400_000) })
  let edits = 0
  const traces: Trace[] = []
  for (const [i, name] of traceNames.entries()) {
    const place = places[i]
    if (place === undefined) throw new Error('the sample has too few texts to write')
    const trace = readTrace(name)
    traces.push(trace)
    const began = performance.now()
    await write(core, place, trace)
    say(`${name}: ${trace.edits.length} edits written in ${ms(performance.now() - began)}`)
    edits += trace.edits.length
    await core.time.advance(PAUSE_MS)
    await checkVersions(core.desk, place, trace)
  }
  await core.stop()
  const perEdit = (databaseBytes() - before) / edits
  say(`${edits} edits, ${perEdit.toFixed(1)} bytes each`)

  const ratios: number[] = []
  const opens: number[] = []
  const place = places[traceNames.indexOf(LONG)]
  const trace = traces[traceNames.indexOf(LONG)]
  if (place === undefined || trace === undefined) throw new Error('the longest document is not there')
  for (let i = 0; i < rounds; i++) {
    const again = await openTestCore({ folder })
    // Code is warm, as in a desk that has been open for a while; the document itself was never read by this core.
    for (const other of places) if (other !== place) (await openText(again.desk, other)).end()
    const bare = timeOf(() => EditorState.create({ doc: trace.final, extensions: history() }))
    const began = performance.now()
    const sync = await openText(again.desk, place)
    const open = performance.now() - began
    if (sync.state().doc.length !== trace.final.length) throw new Error('it opens with another text')
    opens.push(open)
    ratios.push(open / bare)
    if (i === 0) {
      const past = performance.now()
      await sync.loadPast()
      say(`what undo wants of the time before: ${ms(performance.now() - past)}, after the opening`)
    }
    sync.end()
    await again.stop()
  }
  say(`opening ${LONG} (${trace.edits.length} edits): ${ms(median(opens))}`)
  const others = places.filter((other) => other !== place).map(({ taskId }) => taskId)
  const shown = await measureOpening(folder, { taskId: place.taskId, text: trace.final, others }, rounds)
  say(`from the inbox until it is painted: ${ms(median(shown.ours))}; CodeMirror alone ${ms(median(shown.bare))}`)
  removeTempFolders()
  return {
    ratios: {
      bytes_per_edit: round(perEdit),
      'open.state': round(median(ratios)),
      'open.codemirror': round(median(shown.ours) / median(shown.bare)),
      open_ms: round(median(opens)),
      show_ms: round(median(shown.ours)),
    },
    rounds,
  }
}

function timeOf(work: () => unknown): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

/** Fields for long texts in tasks of the sample, taken. */
async function findPlaces(desk: DeskClient, count: number): Promise<Place[]> {
  const places: Place[] = []
  const { rows } = await desk.tasks.list({ sort: 'title' })
  for (const { id: taskId } of rows) {
    if (places.length === count) break
    const { task, row } = await desk.tasks.get({ taskId })
    const field = task.fields.find(({ kind }) => kind === 'markdown')?.key
    if (field === undefined || row.state !== 'offered') continue
    await desk.tasks.take({ taskId })
    places.push({ taskId, field })
  }
  return places
}

async function openText(desk: DeskClient, { taskId, field }: Place) {
  const draft = (await desk.drafts.open({ taskId })).fields[field] ?? { version: 0, text: '' }
  if (!('text' in draft)) throw new Error(`${field} is not a text`)
  const session = testId('session')
  const place = { taskId, field, version: draft.version }
  return createTextSync(draft, {
    session,
    port: createDraftPort(desk.drafts, { taskId, field, session }),
    timers: { after: () => () => {} },
    onChange: () => {},
    onDefect: (error) => {
      throw error
    },
    extensions: history(),
    ...(draft.version === 0
      ? {}
      : { past: createUndoPast(draft.text, async () => (await desk.versions.past(place)).edits) }),
  })
}

/** Enters what was typed as a window does: transactions of the editor's state, sent by its synchronisation. */
async function write({ desk, time }: TestCore, place: Place, trace: Trace): Promise<void> {
  const sync = await openText(desk, place)
  for (const [i, { at, changes }] of trace.edits.entries()) {
    const userEvent = userEventOf(changes.newLength - changes.length)
    sync.dispatch({ changes, annotations: [Transaction.userEvent.of(userEvent), Transaction.time.of(at)] })
    if (i % BURST === BURST - 1) while (sync.syncState().pending > 0) await new Promise(setImmediate)
    if (i % PAUSE_EVERY === PAUSE_EVERY - 1) await time.advance(PAUSE_MS)
  }
  while (sync.syncState().pending > 0) await new Promise(setImmediate)
  if (sync.state().doc.toString() !== trace.final) throw new Error(`${trace.name} does not come out to the letter`)
  const [last] = (await desk.drafts.since({ ...place, version: trace.edits.length - 1 })).edits
  const expected: EditOrigin[] = ['typed', 'deleted', 'pasted']
  if (last === undefined || !expected.includes(last.origin)) throw new Error('an edit came as something else')
  sync.end()
}

function userEventOf(grown: number): string {
  return grown < 0 ? 'delete.backward' : grown > 50 ? 'input.paste' : 'input.type'
}

/** Versions at the ends, around checkpoints and at places in between, against the editor's own replay. */
async function checkVersions(desk: DeskClient, place: Place, { name, edits, final }: Trace): Promise<void> {
  const wanted = new Set([0, 1, edits.length])
  for (let i = 1; i < 8; i++) wanted.add(Math.floor((edits.length * i) / 8))
  let text = textOf('')
  for (let version = 0; version <= edits.length; version++) {
    if (wanted.has(version)) {
      const found = await desk.versions.at({ ...place, version })
      if (found.text !== text.toString()) throw new Error(`version ${version} of ${name} does not come out`)
    }
    const changes = edits[version]?.changes
    if (changes !== undefined) text = changes.apply(text)
  }
  if (text.toString() !== final) throw new Error(`${name} does not end with its final text`)
}
