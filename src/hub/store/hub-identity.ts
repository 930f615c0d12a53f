import type { HubContext } from '../context.ts'
import { generateKey, readKey, type SigningKey } from '../receipts/signing-key.ts'
import type { Queryable } from './db.ts'

export type HubIdentity = { readonly hubId: string; readonly name: string; readonly key: SigningKey }

/**
 * Makes the hub's id and key on its first start. They lie in the database because every process in front of it must
 * sign with the same key, and because one backup then holds the whole hub.
 */
export async function ensureIdentity(context: HubContext, name: string): Promise<void> {
  const { pkcs8, publicKey } = generateKey()
  await context.db.query(
    `insert into hub (hub_id, name, private_key, public_key, created_at) values ($1, $2, $3, $4, $5)
     on conflict (one) do nothing`,
    [context.newId(), name, pkcs8, publicKey, context.clock.now()],
  )
}

export async function readIdentity(db: Queryable): Promise<HubIdentity> {
  const rows = await db.query<{ hub_id: string; name: string; private_key: Buffer }>(
    'select hub_id, name, private_key from hub',
  )
  const row = rows[0]
  if (row === undefined) throw new Error('the database has no hub; prepareDatabase makes it')
  return { hubId: row.hub_id, name: row.name, key: readKey(row.private_key) }
}

/** Where the files lie; null where that is in the folder of the hub. */
export async function readFilesFolder(db: Queryable): Promise<string | null> {
  const rows = await db.query<{ folder: string | null }>('select files_folder as folder from hub')
  return rows[0]?.folder ?? null
}

export async function setFilesFolder(db: Queryable, folder: string | null): Promise<void> {
  await db.query('update hub set files_folder = $1 where files_folder is distinct from $1', [folder])
}

export async function renameHub(db: Queryable, name: string): Promise<void> {
  await db.query('update hub set name = $1', [name])
}
