import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { FileRef } from '../../shared/domain/fields.ts'
import { mediaTypeOf, SampleProgramme, SampleTask, sampleToContent } from '../../shared/domain/sample.ts'
import type { Batch, Programme, Task } from '../../shared/domain/task.ts'
import { safeFileName } from '../../shared/rules/file-name.ts'
import { readOccupationLines } from '../../shared/rules/occupation-lines.ts'
import { filePathOf } from '../store/file-store.ts'
import { taskToEntry } from '../../shared/rules/check-feed.ts'
import { putTask } from '../sync/apply-feed.ts'
import type { Context } from './context.ts'
import { SAMPLE_NAME, stableId } from '../store/sample-id.ts'

/**
 * Opens the sample programme on this computer, with no hub behind it: what is sent from it waits.
 * Opening it again brings its texts up to date and keeps everything written.
 */
export async function openSample(context: Context): Promise<void> {
  const { store, ports, sampleFolder, deviceId, indexer } = context
  const at = ports.clock.read().wall
  const read = (path: string): Buffer => readFileSync(insideFolder(sampleFolder, path))
  const lines = (path: string): string[] =>
    read(path)
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
  const sample = SampleProgramme.parse(JSON.parse(read('programme.json').toString('utf8')))
  const hubId = stableId('hub')
  const programme: Programme = {
    ...sample.programme,
    id: stableId('programme'),
    terms: read(sample.terms).toString('utf8'),
    guideline: { version: 1, text: read(sample.guideline).toString('utf8'), changedAt: at },
    revision: 1,
  }
  const occupations = readOccupationLines(read(sample.occupations).toString('utf8')).entries
  const fileOf = (path: string): FileRef => keepFile(context, path, read(path))

  store.transaction(() => {
    store.hubs.put({
      id: hubId,
      kind: 'sample',
      name: SAMPLE_NAME,
      address: '',
      publicKey: '',
      requestBytes: 8_000_000,
      fileBytes: 25_000_000,
      operations: 1,
      expertId: stableId('expert'),
      expertName: '',
      deviceId,
      signedIn: false,
    })
    store.feed.putProgramme(hubId, programme)
    store.occupations.put(hubId, occupations)
    for (const { key, title, note, tasks } of sample.batches) {
      const batch: Batch = { id: stableId(`batch ${key}`), programmeId: programme.id, title, note, revision: 1 }
      store.feed.putBatch(hubId, batch)
      for (const line of lines(tasks)) {
        const content = SampleTask.parse(JSON.parse(line))
        const id = stableId(`task ${content.external.sampleId}`)
        const task: Task = { ...sampleToContent(content, fileOf), id, batchId: batch.id, revision: 1 }
        const known = store.tasks.head(id)
        // What the expert did with it stays; only the texts are renewed.
        const state = known === undefined || known.state === 'offered' ? 'offered' : 'taken'
        putTask(store, hubId, taskToEntry(task), JSON.stringify(task), { state, offeredAt: at }, at)
        if (known !== undefined) store.tasks.setState(known.no, known.state)
      }
    }
  })
  indexer.start()
}

function keepFile({ store }: Context, path: string, bytes: Buffer): FileRef {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const target = filePathOf(store.folder, sha256)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, bytes)
  store.files.setHere(sha256, bytes.length)
  const name = safeFileName(path)
  return { name, sha256, size: bytes.length, mediaType: mediaTypeOf(name) }
}

function insideFolder(folder: string, path: string): string {
  const full = resolve(folder, path)
  if (relative(folder, full).split(sep)[0] === '..') throw new Error(`${path} leads out of the sample folder`)
  return join(full)
}
