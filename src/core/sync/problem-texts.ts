import { PROTOCOL } from '../../shared/contract/hub.ts'
import { nameOf } from '../../shared/rules/code-of.ts'
import { writeErrorToText } from '../store/open-store.ts'
import type { HubProblem } from './hub-client.ts'

/** A problem with a hub in the expert's words: what is the matter, and what helps. */
export function problemToText(problem: HubProblem): string {
  switch (problem.kind) {
    case 'unreachable':
      if (isUnproven(problem.detail)) {
        return 'Something answers at this address that cannot prove to be the hub, so nothing is sent. A hotel or airport login page can do this: sign in there first. A wrong date of this computer can, too; else ask the operator.'
      }
      return 'The hub cannot be reached. Your work is safe here and goes out by itself when the network is back.'
    case 'not-a-hub':
      return 'Something answers at this address, but it is not an Understudy hub. A hotel or airport login page can do this: sign in there first.'
    case 'other-hub':
      return 'Another hub answers at this address. Nothing is lost, and it goes on by itself when the right one is back; if it stays so, ask the operator.'
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
    case 'other-expert':
      return 'This code is for another expert than the one this computer works for at this hub. Ask the operator for a code for that expert.'
    case 'code-expired':
      return 'This code has expired. Ask the operator for a new one.'
    case 'failed':
      return 'The hub had a failure of its own. It is tried again by itself.'
  }
}

/** @param detail as for `silenceToText` */
function isUnproven(detail: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|SSL/i.test(detail)
}

/**
 * Why nothing answers at an address, in plain words with what helps.
 * @param detail the innermost reason of the failed call: a code of the system, or the words of the HTTP client
 */
export function silenceToText(detail: string): string {
  if (/ENOTFOUND|EAI_AGAIN/.test(detail)) {
    return 'There is no hub of this name, or no network at the moment. Compare the address with what the operator gave you, then try again.'
  }
  if (isUnproven(detail)) {
    return 'Something answers, but it cannot prove that it is the one at this address. Ask the operator before you go on.'
  }
  if (/ECONNREFUSED|^status /.test(detail)) {
    return 'The computer at this address is there, but no hub runs on it at the moment. Check the address, or ask the operator.'
  }
  return 'Nothing answers at this address. Check the address and the network, then try again.'
}

/** For the log: what kind of failure it was, never what it was about. */
export function errorToCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : nameOf(error)
}

/** Why what the hub sent could not be kept. Nothing is lost: the hub gives it again. */
export function storeFailureToText(error: unknown): string {
  const isFull = writeErrorToText(error)?.code === 'DISK_FULL'
  return isFull
    ? 'The disk of this computer is full, so what the hub sends cannot be kept. It goes on by itself when there is room.'
    : 'This computer could not keep what the hub sent. Nothing is lost; it tries again by itself.'
}
