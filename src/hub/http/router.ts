import { ContractProcedure } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import { signEnrolment } from '../../sealed/enrolment-proof.ts'
import { hubContract, type HubInfo, PROTOCOL } from '../../shared/contract/hub.ts'
import type { HubContext } from '../context.ts'
import { enrolDesk } from '../enrol/enrol-desk.ts'
import type { FeedWaiters } from '../feed/feed-waiters.ts'
import { openFeedPage } from '../feed/feed-page.ts'
import { push } from '../operations/push.ts'
import type { Device } from '../store/devices.ts'
import type { HubIdentity } from '../store/hub-identity.ts'
import type { HubLimits } from './limits.ts'

/** What the outer layer found out about a request before it came here. */
export type RequestContext = { readonly device?: Device; readonly address: string }

export type HubParts = {
  readonly context: HubContext
  readonly limits: HubLimits
  readonly version: string
  readonly waiters: FeedWaiters
  readonly identity: () => Promise<HubIdentity>
}

/**
 * The contract as it is served. The feed's page comes out of Postgres as bytes of JSON Lines (feed/read-feed.ts);
 * checking them would mean to parse them, so for this one procedure the check of the output is switched off and the bytes
 * go out as a stream. What desks are promised, and what /openapi.json shows, is `hubContract` unchanged.
 */
const { outputSchema: _unchecked, ...feedWithoutOutput } = hubContract.feed['~orpc']
const servedContract = { ...hubContract, feed: new ContractProcedure(feedWithoutOutput) }

export async function hubInfo({ context, limits, version, identity }: HubParts): Promise<HubInfo> {
  const { hubId, name, key } = await identity()
  return {
    hubId,
    name,
    version,
    protocol: { min: PROTOCOL, max: PROTOCOL },
    publicKey: key.publicKey,
    limits: { requestBytes: limits.requestBytes, fileBytes: limits.fileBytes, operations: limits.operations },
    now: context.clock.now(),
  }
}

export function createRouter(parts: HubParts) {
  const os = implement(servedContract).$context<RequestContext>()
  const { context } = parts
  return os.router({
    info: os.info.handler(() => hubInfo(parts)),

    enrol: os.enrol.handler(async ({ input, context: { address }, errors }) => {
      const result = await enrolDesk(context, input, address)
      if (result.ok) {
        const { hubId, key } = await parts.identity()
        const { deviceId, token } = input
        const proof = signEnrolment({ hubId, expertId: result.value.id, deviceId, token }, key)
        return { hub: await hubInfo(parts), expert: result.value, proof }
      }
      switch (result.error.code) {
        case 'CODE_UNKNOWN':
          throw errors.CODE_UNKNOWN()
        case 'CODE_USED':
          throw errors.CODE_USED()
        case 'CODE_EXPIRED':
          throw errors.CODE_EXPIRED({ data: { expiredAt: result.error.expiredAt } })
        case 'DEVICE_TAKEN':
          throw errors.DEVICE_TAKEN()
      }
    }),

    feed: os.feed.handler(async ({ input, context: { device }, errors, signal }) => {
      if (device === undefined) throw errors.UNAUTHORIZED()
      return openFeedPage(context, parts.waiters, device, input, signal)
    }),

    push: os.push.handler(async ({ input, context: { device }, errors }) => {
      if (device === undefined) throw errors.UNAUTHORIZED()
      if (input.operations.length > parts.limits.operations) {
        throw new ORPCError('BAD_REQUEST', { message: `At most ${parts.limits.operations} operations at once.` })
      }
      const actor = { expertId: device.expertId, deviceId: device.id }
      const results = await push(context, await parts.identity(), actor, input.operations)
      if (results.ok) return { results: results.value }
      throw new ORPCError('BAD_REQUEST', { message: `operations[${results.error.index}]: has no valid id` })
    }),
  })
}
