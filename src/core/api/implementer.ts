import { implement, ORPCError } from '@orpc/server'
import { deskContract } from '../../shared/contract/desk.ts'
import { nameOf } from '../../shared/rules/code-of.ts'
import { writeErrorToText } from '../store/open-store.ts'
import type { CorePorts } from '../ports.ts'

/**
 * The contract, with what every procedure shares: a failing disk becomes an error the window can explain.
 * @param failed told of every error that is no answer, so that damage is looked after
 */
export function createImplementer(log: CorePorts['log'], failed: (error: unknown) => void) {
  return implement(deskContract)
    .$context<object>()
    .use(async ({ next, path }) => {
      try {
        return await next()
      } catch (error) {
        if (error instanceof ORPCError) throw error
        failed(error)
        const failure = writeErrorToText(error, path[0] === 'drafts')
        log('error', 'call-failed', { path: path.join('.'), code: failure?.code ?? nameOf(error) })
        if (failure === undefined) throw error
        throw new ORPCError(failure.code, { data: { text: failure.text } })
      }
    })
}

export type Implementer = ReturnType<typeof createImplementer>
