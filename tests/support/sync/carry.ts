import { readFileSync, writeFileSync } from 'node:fs'
import type { CarriedIn, SavedOutbox } from '../../../src/shared/contract/desk-carriage.ts'
import { exportBatch } from '../../../src/hub/carriage/export-batch.ts'
import { type ImportedOutbox, importOutbox } from '../../../src/hub/carriage/import-outbox.ts'
import { sealReceipts } from '../../../src/hub/carriage/seal-receipts.ts'
import type { DeskClient } from '../core/test-core.ts'
import { type TestHub, unwrap } from '../hub/test-hub.ts'

/** The stick between a desk and a hub: files go through the contract as a window would carry them. */

/** Saves what waits as a window does, for the first hub or the one that is named. @returns what the core said of it */
export async function saveOutbox(desk: DeskClient, path: string, hubId?: string): Promise<SavedOutbox> {
  const saved = await desk.carriage.save({ hubId: hubId ?? (await desk.sync.overview({})).hubs[0]?.id ?? '' })
  const parts: Buffer[] = []
  for (let offset = 0; offset < saved.size; ) {
    const { bytes } = await desk.carriage.read({ saveId: saved.saveId, offset, length: 100_000 })
    const part = Buffer.from(bytes, 'base64')
    parts.push(part)
    offset += part.length
  }
  await desk.carriage.release({ saveId: saved.saveId })
  writeFileSync(path, Buffer.concat(parts))
  return saved
}

/** Reads a file in as a window does; rejects with the error of the contract. */
export async function readIn(desk: DeskClient, path: string): Promise<CarriedIn> {
  return readInBytes(desk, readFileSync(path))
}

export async function readInBytes(desk: DeskClient, bytes: Uint8Array): Promise<CarriedIn> {
  const { uploadId, partBytes } = await desk.carriage.begin({ size: bytes.length })
  for (let offset = 0; offset < bytes.length; ) {
    const part = Buffer.from(bytes.subarray(offset, offset + partBytes)).toString('base64')
    offset = (await desk.carriage.part({ uploadId, offset, bytes: part })).received
  }
  return desk.carriage.finish({ uploadId })
}

export async function batchOut(hub: TestHub, expertId: string, path: string, after = 0) {
  return unwrap(await exportBatch(hub.hub.context, hub.hub.files, { expertId, path, after }))
}

/** @param receipts where to write the answer for the desk */
export async function outboxIn(hub: TestHub, path: string, receipts?: string): Promise<ImportedOutbox> {
  const imported = unwrap(await importOutbox(hub.hub.context, hub.hub.files, path))
  if (receipts !== undefined) unwrap(await sealReceipts(hub.hub.context, hub.hub.files, imported, receipts))
  return imported
}
