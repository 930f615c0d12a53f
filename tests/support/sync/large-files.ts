import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Wire } from '../hub/test-desk.ts'
import type { DeskClient } from '../core/test-core.ts'
import { testId } from '../core/tasks.ts'
import { taskContent } from '../hub/fixtures.ts'
import { type DeskAndHub, write } from './desk-and-hub.ts'

/** A task that asks for files. */
export const taskWithFiles = taskContent({
  title: 'Task with files',
  fields: [
    { kind: 'markdown', key: 'answer', label: 'Your plan' },
    { kind: 'files', key: 'plan', label: 'The plan as a file', maxFiles: 5, maxBytes: 500_000_000, accept: [] },
  ],
})

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Has a desk enrol and write the task that asks for files, without sending it. @returns the task */
export async function beginWithFiles(world: DeskAndHub, desk: DeskClient, task = taskWithFiles): Promise<string> {
  await world.hub.operator.importTasks([task])
  const taskId = (await world.enrol(desk, 1))[0]?.id ?? ''
  await desk.tasks.take({ taskId })
  await write(desk, taskId, 'Clover, then wheat.')
  return taskId
}

/** The bytes of a file that the hub has. */
export function fileAtHub({ hub }: DeskAndHub, sha256: string): Buffer {
  return readFileSync(join(hub.filesFolder, sha256.slice(0, 2), sha256))
}

/** Adds a file as a window does, part by part. */
export async function attach(desk: DeskClient, taskId: string, name: string, bytes: Buffer, field = 'plan') {
  const { uploadId, partBytes } = await desk.files.begin({ taskId, field, name, size: bytes.length, mediaType: '' })
  for (let offset = 0; offset < bytes.length; offset += partBytes) {
    const part = bytes.subarray(offset, offset + partBytes).toString('base64')
    await desk.files.part({ uploadId, offset, bytes: part })
  }
  return desk.files.finish({ uploadId, session: testId('session') })
}

/**
 * Passes requests on; each time `most` bytes of bodies have gone out, the line breaks.
 * @returns the wire, and how many bytes of bodies went out
 */
export function cutBodies(through: Wire, most: number): { wire: Wire; sent: () => number; cuts: () => number } {
  let sent = 0
  let cuts = 0
  let left = most
  return {
    sent: () => sent,
    cuts: () => cuts,
    wire: async (request) => {
      if (request.body === null) return through(request)
      const reader = request.body.getReader()
      let broke = false
      const body = new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const next = await reader.read()
            if (next.done) return controller.close()
            if (next.value.length > left) {
              broke = true
              cuts += 1
              left = most
              controller.error(new TypeError('terminated'))
              void reader.cancel()
              return
            }
            left -= next.value.length
            sent += next.value.length
            controller.enqueue(next.value)
          },
        },
        { highWaterMark: 0 },
      )
      const init: RequestInit & { duplex: 'half' } = {
        method: request.method,
        headers: request.headers,
        body,
        duplex: 'half',
      }
      const response = await through(new Request(request.url, init))
      if (broke) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
      return response
    },
  }
}
