import type { Queryable } from './db.ts'

export type Device = { readonly id: string; readonly expertId: string }

/** Last contact is kept to the minute, so that reading the feed does not write each time. */
const seenEveryMs = 60_000

/** The device that holds the token, unless its access was withdrawn. */
export async function deviceByToken(db: Queryable, tokenHash: Buffer, now: number): Promise<Device | undefined> {
  const rows = await db.query<{ id: string; expert_id: string; seen_at: number }>(
    'select id, expert_id, seen_at from devices where token_sha256 = $1 and revoked_at is null',
    [tokenHash],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  if (now - row.seen_at > seenEveryMs) await db.query('update devices set seen_at = $2 where id = $1', [row.id, now])
  return { id: row.id, expertId: row.expert_id }
}

export type NewDevice = Device & {
  readonly name: string
  readonly tokenHash: Buffer
  readonly publicKey: string | null
  readonly at: number
}

/**
 * Enrols a device, also one that this expert enrolled before: it gets its new token.
 * @returns false when the id or the token belongs to someone else
 */
export async function putDevice(db: Queryable, device: NewDevice): Promise<boolean> {
  const taken = await db.query('select 1 from devices where token_sha256 = $1 and id <> $2', [
    device.tokenHash,
    device.id,
  ])
  if (taken.length > 0) return false
  const rows = await db.query(
    `insert into devices (id, expert_id, name, token_sha256, enrolled_at, seen_at, public_key)
     values ($1, $2, $3, $4, $5, $5, $6)
     on conflict (id) do update set name = excluded.name, token_sha256 = excluded.token_sha256,
       public_key = excluded.public_key, seen_at = excluded.seen_at, revoked_at = null
     where devices.expert_id = excluded.expert_id returning id`,
    [device.id, device.expertId, device.name, device.tokenHash, device.at, device.publicKey],
  )
  return rows.length === 1
}

/** @returns how many devices lost their access */
export async function revokeDevices(db: Queryable, expertId: string, at: number, deviceId?: string): Promise<number> {
  const rows = await db.query(
    `update devices set revoked_at = $2
     where expert_id = $1 and revoked_at is null and ($3::uuid is null or id = $3) returning id`,
    [expertId, at, deviceId ?? null],
  )
  return rows.length
}

export type KnownDevice = Device & { readonly publicKey: string | null; readonly hasAccess: boolean }

/** A device by its id, also one whose access was withdrawn. */
export async function readDevice(db: Queryable, id: string): Promise<KnownDevice | undefined> {
  const rows = await db.query<KnownDevice>(
    `select id, expert_id as "expertId", public_key as "publicKey", revoked_at is null as "hasAccess"
     from devices where id = $1`,
    [id],
  )
  return rows[0]
}

export type DeviceRow = {
  readonly id: string
  readonly name: string
  readonly enrolledAt: number
  readonly seenAt: number
  readonly revokedAt: number | null
}

/** An expert's devices, those without access too, in the order in which they came. */
export async function listDevices(db: Queryable, expertId: string): Promise<DeviceRow[]> {
  return db.query<DeviceRow>(
    `select id, name, enrolled_at as "enrolledAt", seen_at as "seenAt", revoked_at as "revokedAt"
     from devices where expert_id = $1 order by enrolled_at, id`,
    [expertId],
  )
}
