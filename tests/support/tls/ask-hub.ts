import { fetchWire } from '../../../src/core/real-ports.ts'

/** In a process of its own, as trust is of a whole process: asks what is named, and says what came of it. */
const [address = ''] = process.argv.slice(2)

async function ask(init?: RequestInit): Promise<string> {
  try {
    const response = await fetchWire(new Request(address, init))
    return `${response.status} ${await response.text()}`
  } catch (error) {
    return error instanceof Error && error.cause instanceof Error && 'code' in error.cause
      ? String(error.cause.code)
      : 'failed'
  }
}

process.send?.([await ask(), await ask({ method: 'POST', body: 'work' })])
