import { askInfo, enrol, forgetPendingToken, moveHub, parseHubAddress, tokenKey } from '../sync/enrol.ts'
import { isOnThisComputer } from '../sync/hub-client.ts'
import type { Context } from './context.ts'

/**
 * Starts the connections. A shell can bring the address and code of a hub: one of this computer that is known already only
 * gets its present address; a new one, and one that says it has moved, is enrolled with.
 */
export async function introduce(context: Context, introduction?: { address: string; code: string }): Promise<void> {
  const { store, ports, connections, events, deviceId } = context
  if (introduction !== undefined) {
    const address = parseHubAddress(introduction.address)
    const info = address.ok ? await askInfo(ports, address.value) : undefined
    if (address.ok && info?.ok === true) {
      const known = store.hubs.get(info.value.hubId)
      // Each shell keeps secrets in its own way: in another one the hub is known and its token is not.
      const hasToken = (await ports.secrets.get(tokenKey(info.value.hubId))) !== null
      // Its number and its key are everybody's to say: the token goes to another address only once what answers there has
      // signed an enrolment (E3). The hub of `npm start` is at another one of this computer each time.
      const isWhereItWas = known?.address === address.value || isOnThisComputer(address.value)
      if (known?.signedIn === true && hasToken && isWhereItWas) {
        moveHub(store, known, info.value, address.value)
      } else {
        const enrolled = await enrol(store, ports, deviceId, introduction.address, introduction.code)
        if (enrolled.ok) await forgetPendingToken(ports)
        else ports.log('warn', 'introduction-failed', { code: enrolled.error.code })
      }
    }
  }
  await connections.connectAll()
  for (const topic of ['hello', 'tasks', 'sync'] as const) events.emit({ topic })
}
