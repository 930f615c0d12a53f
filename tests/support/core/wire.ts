import type { CorePorts } from '../../../src/core/ports.ts'

type Wire = CorePorts['wire']
export type Fault = 'lose-request' | 'lose-answer' | 'cut-answer' | 'twice'

export type FaultyWire = {
  readonly wire: Wire
  /** What happens to the next requests whose path begins with `path`. */
  next(path: string, ...faults: Fault[]): void
  /** Replaces answers to requests whose path begins with `path`, until `undefined` is given. */
  answer(path: string, response: ((request: Request) => Promise<Response> | Response) | undefined): void
  setDown(down: boolean): void
  /** Requests that reached the other side, as `METHOD /path`. */
  readonly reached: string[]
}

/** A wire that loses, cuts and repeats on demand. What it does not touch goes to `through`. */
export function createFaultyWire(through: Wire): FaultyWire {
  const planned: { path: string; fault: Fault }[] = []
  const answers = new Map<string, (request: Request) => Promise<Response> | Response>()
  const reached: string[] = []
  /** A request that nobody holds is collected with its signal, and an abort would reach nobody. */
  const held = new Set<Request>()
  let down = false

  /** As `fetch`: given up at once when the caller takes the request back. */
  function wire(request: Request): Promise<Response> {
    held.add(request)
    return new Promise<Response>((resolve, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true })
      exchange(request).then(resolve, reject)
    }).finally(() => held.delete(request))
  }

  async function exchange(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    const fault = takeFault(pathname)
    if (down || fault === 'lose-request') throw new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })
    for (const [path, answer] of answers) if (pathname.startsWith(path)) return answer(request)
    reached.push(`${request.method} ${pathname}`)
    if (fault === 'twice') await through(request.clone())
    const response = await through(request)
    if (fault === 'lose-answer' || down) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') })
    if (fault !== 'cut-answer') return response
    const bytes = new Uint8Array(await response.arrayBuffer())
    const half = cutStream(bytes.subarray(0, bytes.length / 2))
    return new Response(half, { status: response.status, headers: response.headers })
  }

  function takeFault(path: string): Fault | undefined {
    const i = planned.findIndex((plan) => path.startsWith(plan.path))
    return i < 0 ? undefined : planned.splice(i, 1)[0]?.fault
  }

  return {
    wire,
    next: (path, ...faults) => planned.push(...faults.map((fault) => ({ path, fault }))),
    answer: (path, response) => (response === undefined ? answers.delete(path) : answers.set(path, response)),
    setDown: (next) => {
      down = next
    },
    reached,
  }
}

/** Gives some bytes, and then breaks. */
export function cutStream(bytes: Uint8Array): ReadableStream {
  let given = false
  return new ReadableStream(
    {
      pull: (controller) => {
        if (given) controller.error(new TypeError('terminated'))
        else controller.enqueue(bytes)
        given = true
      },
    },
    { highWaterMark: 0 },
  )
}
