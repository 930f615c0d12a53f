import { PROTOCOL } from '../../shared/contract/hub.ts'
import type { HubProblem } from './hub-client.ts'

/** A problem with a hub in the expert's words: what is the matter, and what helps. */
export function problemToText(problem: HubProblem): string {
  switch (problem.kind) {
    case 'unreachable':
      return 'The hub cannot be reached. Your work is safe here and goes out by itself when the network is back.'
    case 'not-a-hub':
      return 'Something answers at this address, but it is not an Understudy hub. A hotel or airport login page can do this: sign in there first.'
    case 'other-version':
      return problem.min > PROTOCOL
        ? 'The hub is newer than this desk. Update Understudy to go on exchanging work; what you write is kept.'
        : 'The hub is older than this desk. Ask its operator to update it; what you write is kept.'
    case 'unauthorized':
      return 'The hub no longer knows this device. Ask the operator for a new code and sign in again; everything here is kept.'
    case 'busy':
      return 'The hub asks to wait a little.'
    case 'too-large':
      return 'This is larger than the hub takes. Shorten it or remove a file, then send it again.'
    case 'code-unknown':
      return 'The hub does not know this code. Compare it with what the operator gave you.'
    case 'code-used':
      return 'This code was used already, on another device. Ask the operator for a new one.'
    case 'code-expired':
      return 'This code has expired. Ask the operator for a new one.'
    case 'failed':
      return 'The hub had a failure of its own. It is tried again by itself.'
  }
}
