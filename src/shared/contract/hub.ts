import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Duration, Id, Instant, Json, Key, Line, Sha256 } from '../domain/primitives.ts'
import { Assignment, Jws, SentSubmission, SubmissionReport } from '../domain/work.ts'
import { Batch, Occupation, Programme, Task } from '../domain/task.ts'

/**
 * What a desk and a hub say to each other over HTTP. The hub serves it as OpenAPI 3.1 at /openapi.json.
 * Rules and states: docs/sync-spec.md.
 */

/** Counts up when an older desk or hub could no longer understand the other. Sent by both in `understudy-protocol`. */
export const PROTOCOL = 1
export const PROTOCOL_HEADER = 'understudy-protocol'
/**
 * Every answer carries the number of the hub that gives it. So a desk does not take the word of another hub at the same
 * address, that a token is not known say, for that of its own.
 */
export const HUB_HEADER = 'understudy-hub'

/**
 * Counts up when the feed gains what older desks passed over; a desk that learns it pulls from the start.
 * 2: the rounding of a programme. 3: the occupations that the hub knows.
 */
export const FEED_LEVEL = 3

export const HubInfo = z.object({
  hubId: Id,
  name: Line(200),
  version: z.string().max(64),
  protocol: z.object({ min: z.int().min(1), max: z.int().min(1) }),
  /** Ed25519 public key, 32 bytes in base64url (`x` of an OKP JWK, RFC 8037). */
  publicKey: z.string().regex(/^[\w-]{43}$/),
  limits: z.object({
    /** Largest body of one request, in bytes. */
    requestBytes: z.int().min(1),
    /** Largest single file, in bytes. */
    fileBytes: z.int().min(1),
    /** Most operations in one push. */
    operations: z.int().min(1),
  }),
  now: Instant,
})
export type HubInfo = z.infer<typeof HubInfo>

export const Expert = z.object({
  id: Id,
  name: Line(200),
  email: z.string().max(320),
  occupations: z.array(Occupation).max(200),
})
export type Expert = z.infer<typeof Expert>

/** A code as the operator hands it out: four groups of four letters and digits (Crockford base 32). */
export const EnrolmentCode = z
  .string()
  .transform((text) => text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1'))
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{16}$/, 'a code has four groups of four letters and digits'))

/** 32 random bytes in base64url, made by the desk; the hub keeps only their SHA-256. */
export const DeviceToken = z.string().regex(/^[\w-]{43}$/)

export const EnrolInput = z.object({
  code: EnrolmentCode,
  deviceId: Id,
  deviceName: Line(120),
  token: DeviceToken,
  /** Ed25519, as `HubInfo.publicKey`: by it the hub knows the files that this desk seals. */
  devicePublicKey: z
    .string()
    .regex(/^[\w-]{43}$/)
    .optional(),
})
export const EnrolOutput = z.object({
  hub: HubInfo,
  expert: Expert,
  /** By it a desk knows the hub again at another address (`src/sealed/enrolment-proof.ts`); older hubs sign nothing. */
  proof: Jws.optional(),
})
export type EnrolOutput = z.infer<typeof EnrolOutput>

/** All occupations that a hub knows, for whoever looks for one at a desk without a network. `id` is the hub's. */
export const OccupationList = z.object({ id: Id, occupations: z.array(Occupation).max(20_000) })
export type OccupationList = z.infer<typeof OccupationList>

/** The newest state of one thing that concerns this expert. A later change of the same thing replaces it. */
export const ChangeBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('expert'), body: Expert }),
  z.object({ kind: z.literal('occupations'), body: OccupationList }),
  z.object({ kind: z.literal('programme'), body: Programme }),
  z.object({ kind: z.literal('batch'), body: Batch }),
  z.object({ kind: z.literal('task'), body: z.object({ task: Task, assignment: Assignment }) }),
  z.object({ kind: z.literal('submission'), body: SubmissionReport }),
])
export type ChangeBody = z.infer<typeof ChangeBody>

/**
 * A page of the feed is JSON Lines (application/jsonl): a `FeedHead`, and then for each change two lines, its
 * `ChangeHead` and its body as JSON. So a desk keeps a body to the letter without writing it anew, one bad change cannot
 * stop the others, and what came whole before a line broke can be kept. Read it with rules/feed-lines.ts.
 */
export const FEED_MEDIA_TYPE = 'application/jsonl'

/** The line of a body that the desk has already (`FeedInput.wholeTo`). */
export const LEFT_OUT = 'null'

export const FeedHead = z.object({
  /** Changes when the hub's history does (it was restored from a backup, say): the cursor starts again at 0. */
  epoch: Id,
  /** The cursor to store together with the changes. */
  cursor: z.int().min(0),
  more: z.boolean(),
  /** How many changes follow. */
  changes: z.int().min(0).max(10_000),
  now: Instant,
})

export const ChangeHead = z.object({
  seq: z.int().min(1),
  kind: z.string().max(64),
  id: Id,
  /** With a task: how it is assigned to this expert. */
  assignment: z.unknown().optional(),
})
/** A change as it came; `content` is its body as JSON text, not checked yet. */
export type Change = z.infer<typeof ChangeHead> & { readonly content: string }

export const FeedInput = z.object({
  /** The last `cursor` this desk has stored, 0 at first. */
  after: z.coerce.number().int().min(0),
  /** The epoch the cursor belongs to. */
  epoch: Id.optional(),
  /**
   * The number at which this desk last was at the end of the feed, 0 for none: up to there it has everything. With it the
   * hub may leave out what such a desk has or gets: the body of a task of which only the assignment has changed since
   * (its line is `null`), and the receipt of what this device handed in, which its answer brings. A desk that lacks it
   * all the same reads from the start.
   */
  wholeTo: z.coerce.number().int().min(0).default(0),
  /** About how many bytes the page may have; at least one change is always given. */
  maxBytes: z.coerce.number().int().min(1).max(8_000_000).default(1_000_000),
  /** How long to wait for a change when there is none. */
  waitMs: z.coerce.number().int().min(0).max(60_000).default(0),
})
export type FeedPage = Omit<z.infer<typeof FeedHead>, 'changes'> & { readonly changes: readonly Change[] }

const operation = { id: Id, taskId: Id, at: Instant }
/** A thing the expert did. Its id is its idempotency key; its lane is its task. */
export const Operation = z.discriminatedUnion('kind', [
  z.object({
    ...operation,
    kind: z.literal('take'),
    /** `takeover`: also when another device of the expert holds the task, which then goes over to this one. */
    body: z.object({ backBy: Instant.optional(), takeover: z.boolean().optional() }),
  }),
  z.object({ ...operation, kind: z.literal('decline'), body: z.object({ reason: z.string().max(4000).optional() }) }),
  /** Asks for more time for a task that was taken. */
  z.object({
    ...operation,
    kind: z.literal('extend'),
    body: z.object({ backBy: Instant, reason: z.string().max(4000).optional() }),
  }),
  /** `receipt`: what the hub has signed for it before; one that has lost it takes it in as of then. */
  z.object({ ...operation, kind: z.literal('submit'), body: SentSubmission, receipt: Jws.optional() }),
])
export type Operation = z.infer<typeof Operation>

/** Why the hub will never take an operation as it is. */
export const RefusalCode = z.enum([
  'bad-content', // does not fit its schema, or not the task's fields
  'unknown-task', // the hub has no such task for this expert
  'key-reused', // the same id came before with another content
  'not-possible', // not in this state: declining what was handed in, say
  'too-large',
])
export type RefusalCode = z.infer<typeof RefusalCode>

/** More files than any submission names. */
const MOST_MISSING = 20_000

export const OperationResult = z.discriminatedUnion('outcome', [
  z.object({
    id: Id,
    outcome: z.literal('done'),
    receipt: Jws.optional(),
    /** How the task stood for the expert when the operation was carried out. */
    assignment: Assignment.optional(),
  }),
  z.object({
    id: Id,
    outcome: z.literal('refused'),
    code: RefusalCode,
    message: z.string().max(4000),
    /** The field that it is about, where it is about one. */
    field: Key.optional(),
  }),
  z.object({
    id: Id,
    outcome: z.literal('later'),
    code: z.enum(['lane-waits', 'files-missing', 'busy']),
    /** Files that must be there first. */
    missing: z.array(Sha256).max(MOST_MISSING).optional(),
    retryAfterMs: Duration.optional(),
  }),
])
export type OperationResult = z.infer<typeof OperationResult>

/** Operations stay unparsed in the envelope: a bad one is refused alone. */
export const PushInput = z.object({ operations: z.array(z.unknown()).min(1).max(500) })
export const PushOutput = z.object({ results: z.array(OperationResult) })
export type PushOutput = z.infer<typeof PushOutput>

/** Errors of any call, each with the HTTP status and the words for the log; the desk has its own for the screen. */
export const hubErrors = {
  UNAUTHORIZED: { status: 401, message: 'This device is not signed in, or its access was withdrawn.' },
  UPGRADE_REQUIRED: {
    status: 426,
    message: 'Desk and hub speak different versions of the protocol.',
    data: z.object({ min: z.int(), max: z.int() }),
  },
  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests.', data: z.object({ retryAfterMs: Duration }) },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    message: 'The request is larger than this hub takes.',
    data: z.object({ limit: z.int() }),
  },
} as const

const base = oc.errors(hubErrors)

const feedResponse = {
  description:
    'JSON Lines: one FeedHead, then for each change two lines, its ChangeHead and its body (Expert, OccupationList, Programme, Batch, Task or SubmissionReport).',
  content: { [FEED_MEDIA_TYPE]: { schema: { type: 'string' } } },
} as const

export const hubContract = {
  info: base.route({ method: 'GET', path: '/v1/hub', summary: 'Who this hub is', tags: ['hub'] }).output(HubInfo),
  enrol: base
    .route({ method: 'POST', path: '/v1/enrol', summary: 'Enrol a desk with a one-time code', tags: ['hub'] })
    .errors({
      CODE_UNKNOWN: { status: 404, message: 'No such code.' },
      CODE_USED: { status: 409, message: 'This code was used by another device.' },
      DEVICE_TAKEN: { status: 409, message: 'This device is enrolled for another expert.' },
      CODE_EXPIRED: { status: 410, message: 'This code has expired.', data: z.object({ expiredAt: Instant }) },
    })
    .input(EnrolInput)
    .output(EnrolOutput),
  feed: base
    .route({
      method: 'GET',
      path: '/v1/feed',
      summary: 'What changed for this expert after a cursor',
      tags: ['sync'],
      spec: (operation) => ({ ...operation, responses: { ...operation.responses, 200: feedResponse } }),
    })
    .input(FeedInput)
    .output(z.string()),
  push: base
    .route({ method: 'POST', path: '/v1/operations', summary: 'Hand in operations, each once', tags: ['sync'] })
    .input(PushInput)
    .output(PushOutput),
}

/** Where a file lies at the hub: GET (with Range) and PUT. */
export function filePath(sha256: string): string {
  return `/v1/files/${sha256}`
}

/**
 * Large files come up here by tus 1.0 (https://tus.io/protocols/resumable-upload): the metadata of the creation names the
 * `sha256`. Smaller ones go by PUT to `filePath`, up to `PUT_BYTES`.
 */
export const UPLOADS_PATH = '/v1/uploads'
export const PUT_BYTES = 25_000_000

export const JsonObject = z.record(z.string(), Json)
