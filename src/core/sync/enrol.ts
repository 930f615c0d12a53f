import { hostname } from 'node:os'
import { EnrolmentCode, type HubInfo, PROTOCOL } from '../../shared/contract/hub.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { isProofOf } from '../../sealed/enrolment-proof.ts'
import type { CorePorts } from '../ports.ts'
import type { HubRow } from '../store/hubs-table.ts'
import type { Store } from '../store/open-store.ts'
import { deviceKey } from './device-key.ts'
import { createHubClient, type HubProblem } from './hub-client.ts'
import { problemToText, silenceToText } from './problem-texts.ts'

export type EnrolProblem =
  | { readonly code: 'BAD_ADDRESS' | 'UNREACHABLE' | 'NOT_A_HUB'; readonly text: string }
  | {
      readonly code: 'BAD_CODE'
      readonly text: string
      readonly reason: 'form' | 'unknown' | 'used' | 'expired' | 'other-expert'
    }
  | { readonly code: 'OTHER_VERSION'; readonly text: string; readonly update: 'desk' | 'hub' }

/** Under which name a hub's device token is kept among the secrets. */
export function tokenKey(hubId: string): string {
  return `hub-token:${hubId}`
}

const PENDING_TOKEN = 'hub-token:pending'

/**
 * Enrols this desk with a hub by a one-time code and pins the hub's key.
 * The desk makes its token itself and keeps it before it asks: when the answer is lost, asking again with the same code
 * succeeds, because the hub knows the device and token again. Nothing is waited for once the hub is stored: a sync that runs
 * with an older token is to be ended at once, or it hears that this one is withdrawn, and the desk is signed out again.
 */
export async function enrol(
  store: Store,
  ports: CorePorts,
  deviceId: string,
  addressText: string,
  codeText: string,
): Promise<Result<HubRow, EnrolProblem>> {
  const address = parseHubAddress(addressText)
  if (!address.ok) return err({ code: 'BAD_ADDRESS', text: address.error })
  const code = EnrolmentCode.safeParse(codeText)
  if (!code.success) {
    return err({
      code: 'BAD_CODE',
      reason: 'form',
      text: 'A code has four groups of four letters and digits, such as 7K2M-Q4TD-90XA-B3CZ.',
    })
  }
  const asked = await askInfo(ports, address.value)
  if (!asked.ok) return asked
  const token = await pendingToken(ports, code.data)
  const client = createHubClient(ports, address.value)
  const devicePublicKey = deviceKey(token).publicKey
  const input = { code: code.data, deviceId, deviceName: deviceName(), token, devicePublicKey }
  const answer = await client.enrol(input)
  if (!answer.ok) return err(problemToEnrolProblem(answer.error))
  const { hub, expert, proof = '' } = answer.value
  const known = store.hubs.get(hub.hubId)
  // Of one whose page was lost nothing is known but its number: it is pinned as at the first time.
  const isPinned = known !== undefined && known.publicKey !== ''
  if (isPinned && known.publicKey !== hub.publicKey) {
    return err({
      code: 'NOT_A_HUB',
      text: 'This hub has the number of one you know, but another key. Ask its operator before you go on.',
    })
  }
  // Whoever says elsewhere that it is that hub would be handed all that waits for it.
  const enrolled = { hubId: hub.hubId, expertId: known?.expertId ?? expert.id, deviceId, token }
  if (isPinned && known.address !== address.value && !isProofOf(proof, enrolled, known.publicKey)) {
    const why = proof === '' ? ': it is another one, or an older version, which has to be updated first' : ''
    return err({
      code: 'NOT_A_HUB',
      text: `Who answers at this address says that it is the hub “${known.name}”, which you know at ${known.address}, and cannot prove it${why}. Nothing was changed. Ask the operator of that hub before you go on.`,
    })
  }
  await ports.secrets.set(tokenKey(hub.hubId), token)
  const row = infoToRow(hub, address.value)
  store.hubs.put({ ...row, expertId: expert.id, expertName: expert.name, deviceId, signedIn: true })
  const stored = store.hubs.get(hub.hubId)
  if (stored === undefined) throw new Error('a hub was not stored')
  return ok(stored)
}

/**
 * After an enrolment. Not before the hub is stored: where there is no room for it, the same code is tried again, and the hub
 * knows the desk by this token.
 */
export async function forgetPendingToken(ports: CorePorts): Promise<void> {
  await ports.secrets.remove(PENDING_TOKEN)
}

function infoToRow(hub: HubInfo, address: string) {
  return {
    id: hub.hubId,
    kind: 'hub' as const,
    name: hub.name,
    address,
    publicKey: hub.publicKey,
    requestBytes: hub.limits.requestBytes,
    fileBytes: hub.limits.fileBytes,
    operations: hub.limits.operations,
  }
}

/** Asks who answers at an address, and whether desk and hub understand each other. */
export async function askInfo(ports: CorePorts, address: string): Promise<Result<HubInfo, EnrolProblem>> {
  const answer = await createHubClient(ports, address).info()
  if (!answer.ok) return err(problemToEnrolProblem(answer.error))
  const { min, max } = answer.value.protocol
  if (PROTOCOL < min || PROTOCOL > max) return err(problemToEnrolProblem({ kind: 'other-version', min, max }))
  return ok(answer.value)
}

/** A known hub that now answers at another address keeps everything; only the address changes. */
export function moveHub(store: Store, hub: HubRow, info: HubInfo, address: string): void {
  store.hubs.put({ ...hub, ...infoToRow(info, address), publicKey: hub.publicKey })
}

/**
 * What a person types as a hub's address: with or without `https://`. Plain `http` is taken only for this machine and
 * private networks; elsewhere the token would travel in the clear.
 */
export function parseHubAddress(text: string): Result<string, string> {
  const trimmed = text.trim()
  if (trimmed === '') return err('Enter the address that the operator gave you.')
  const bare = !/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  const local = /^(localhost|127\.|\[::1\])/i
  let url: URL
  try {
    url = new URL(bare ? `${local.test(trimmed) ? 'http' : 'https'}://${trimmed}` : trimmed)
  } catch {
    return err('This is not an address. It looks like https://hub.example.org.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return err('A hub’s address begins with https://.')
  if (url.protocol === 'http:' && !isPrivateHost(url.hostname)) {
    return err('This address begins with http://, which others on the way can read. Use https://.')
  }
  if (url.username !== '' || url.password !== '') return err('The address must not contain a name or password.')
  return ok(`${url.origin}${url.pathname.replace(/\/+$/, '')}/`)
}

function isPrivateHost(host: string): boolean {
  // Unique local and link-local addresses (RFC 4193, RFC 4291), as `URL` writes them.
  if (/^\[f([cd][0-9a-f]|e[89ab])[0-9a-f]:/.test(host)) return true
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|[\w-]+\.local)$/.test(
    host,
  )
}

/** The token for a code that was tried before stays the same. */
async function pendingToken(ports: CorePorts, code: string): Promise<string> {
  const [forCode, token] = ((await ports.secrets.get(PENDING_TOKEN)) ?? '').split(' ')
  if (forCode === code && token !== undefined) return token
  const bytes = new Uint8Array(32)
  ports.fillRandom(bytes)
  const fresh = Buffer.from(bytes).toString('base64url')
  await ports.secrets.set(PENDING_TOKEN, `${code} ${fresh}`)
  return fresh
}

function deviceName(): string {
  return (
    hostname()
      .replace(/\p{Cc}/gu, '')
      .slice(0, 120) || 'desk'
  )
}

function problemToEnrolProblem(problem: HubProblem): EnrolProblem {
  const text = problemToText(problem)
  switch (problem.kind) {
    case 'code-unknown':
      return { code: 'BAD_CODE', reason: 'unknown', text }
    case 'code-used':
      return { code: 'BAD_CODE', reason: 'used', text }
    case 'code-expired':
      return { code: 'BAD_CODE', reason: 'expired', text }
    case 'other-expert':
      return { code: 'BAD_CODE', reason: 'other-expert', text }
    case 'other-version':
      return { code: 'OTHER_VERSION', update: problem.min > PROTOCOL ? 'desk' : 'hub', text }
    case 'not-a-hub':
    case 'other-hub':
      return { code: 'NOT_A_HUB', text }
    case 'unreachable':
      return { code: 'UNREACHABLE', text: silenceToText(problem.detail) }
    // Nobody but the expert tries this again.
    case 'busy': {
      const minutes = Math.max(1, Math.ceil(problem.retryAfterMs / 60_000))
      const when = minutes === 1 ? 'a minute' : `${minutes} minutes`
      return { code: 'UNREACHABLE', text: `The hub asks to wait. Try again in ${when}.` }
    }
    case 'failed':
      return {
        code: 'UNREACHABLE',
        text: 'The hub had a failure of its own. Try again in a moment; if that does not help, tell the operator.',
      }
    case 'unauthorized':
    case 'too-large':
      return { code: 'UNREACHABLE', text }
  }
}
