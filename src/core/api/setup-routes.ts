import { enrol, forgetPendingToken, tokenKey } from '../sync/enrol.ts'
import type { Context } from './context.ts'
import type { Implementer } from './implementer.ts'
import { openSample } from './sample.ts'

export function createSetupRoutes(os: Implementer, context: Context) {
  const { store, ports, connections, events, deviceId } = context

  function changed(): void {
    for (const topic of ['hello', 'tasks', 'sync'] as const) events.emit({ topic })
  }

  return {
    enrol: os.setup.enrol.handler(async ({ input, errors }) => {
      const enrolled = await enrol(store, ports, deviceId, input.address, input.code)
      if (!enrolled.ok) {
        const problem = enrolled.error
        if (problem.code === 'BAD_CODE') throw errors.BAD_CODE({ data: { text: problem.text, reason: problem.reason } })
        if (problem.code === 'OTHER_VERSION') {
          throw errors.OTHER_VERSION({ data: { text: problem.text, update: problem.update } })
        }
        throw errors[problem.code]({ data: { text: problem.text } })
      }
      const hub = enrolled.value
      await connections.connect(hub.id)
      changed()
      await forgetPendingToken(ports)
      return { hubId: hub.id, hubName: hub.name, expertName: hub.expertName }
    }),

    openSample: os.setup.openSample.handler(async () => {
      await openSample(context)
      changed()
      return {}
    }),

    signOut: os.setup.signOut.handler(async ({ input, errors }) => {
      const hub = store.hubs.get(input.hubId)
      if (hub === undefined) throw errors.NOT_FOUND({ data: { text: 'This hub is not known here.' } })
      await connections.disconnect(hub.id)
      store.hubs.setSignedIn(hub.id, false)
      await ports.secrets.remove(tokenKey(hub.id))
      changed()
      return {}
    }),
  }
}
