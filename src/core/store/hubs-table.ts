import type { Database } from 'better-sqlite3'

export type HubRow = {
  id: string
  kind: 'hub' | 'sample'
  name: string
  address: string
  publicKey: string
  requestBytes: number
  fileBytes: number
  operations: number
  expertId: string
  expertName: string
  deviceId: string
  epoch: string | null
  cursor: number
  feedLevel: number
  /** The number at which this desk last was at the end of the feed; 0 where it reads from the start. */
  wholeTo: number
  signedIn: boolean
  lastContactAt: number | null
}

/** How far a feed was read; `epoch` null where nothing of it was. */
export type ReadPlace = Readonly<Pick<HubRow, 'epoch' | 'cursor' | 'feedLevel' | 'wholeTo'>>

type Row = Omit<HubRow, 'signedIn'> & { signedIn: 0 | 1 }

export type HubsTable = {
  all(): HubRow[]
  get(id: string): HubRow | undefined
  /** Adds a hub or renews what is known of it; cursor, epoch, contact and the key, where it has one, stay. */
  put(hub: Omit<HubRow, 'epoch' | 'cursor' | 'feedLevel' | 'wholeTo' | 'lastContactAt'>): void
  setCursor(id: string, at: ReadPlace): void
  setSignedIn(id: string, signedIn: boolean): void
  setContact(id: string, at: number): void
  setExpertName(id: string, name: string): void
}

const columns = `id, kind, name, address, public_key AS publicKey, request_bytes AS requestBytes, file_bytes AS fileBytes,
  operations, expert_id AS expertId, expert_name AS expertName, device_id AS deviceId, epoch, cursor,
  feed_level AS feedLevel, whole_to AS wholeTo, signed_in AS signedIn, last_contact_at AS lastContactAt`

/** The hubs this desk is enrolled with, and the sample programme, which has none behind it. */
export function createHubsTable(db: Database): HubsTable {
  const all = db.prepare<[], Row>(`SELECT ${columns} FROM hubs ORDER BY id`)
  const get = db.prepare<[string], Row>(`SELECT ${columns} FROM hubs WHERE id = ?`)
  const put = db.prepare(`
    INSERT INTO hubs (id, kind, name, address, public_key, request_bytes, file_bytes, operations, expert_id, expert_name, device_id, signed_in)
    VALUES (@id, @kind, @name, @address, @publicKey, @requestBytes, @fileBytes, @operations, @expertId, @expertName, @deviceId, @signedIn)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address,
      public_key = CASE public_key WHEN '' THEN excluded.public_key ELSE public_key END, request_bytes = excluded.request_bytes,
      file_bytes = excluded.file_bytes, operations = excluded.operations, expert_id = excluded.expert_id,
      expert_name = excluded.expert_name, device_id = excluded.device_id, signed_in = excluded.signed_in`)
  const setCursor = db.prepare<[ReadPlace & { id: string }]>(
    'UPDATE hubs SET epoch = @epoch, cursor = @cursor, feed_level = @feedLevel, whole_to = @wholeTo WHERE id = @id',
  )
  const setSignedIn = db.prepare<[number, string]>('UPDATE hubs SET signed_in = ? WHERE id = ?')
  const setContact = db.prepare<[number, string]>('UPDATE hubs SET last_contact_at = ? WHERE id = ?')
  const setExpertName = db.prepare<[string, string]>('UPDATE hubs SET expert_name = ? WHERE id = ?')
  return {
    all: () => all.all().map(rowToHub),
    get: (id) => {
      const row = get.get(id)
      return row === undefined ? undefined : rowToHub(row)
    },
    put: (hub) => void put.run({ ...hub, signedIn: hub.signedIn ? 1 : 0 }),
    setCursor: (id, place) => void setCursor.run({ ...place, id }),
    setSignedIn: (id, signedIn) => void setSignedIn.run(signedIn ? 1 : 0, id),
    setContact: (id, at) => void setContact.run(at, id),
    setExpertName: (id, name) => void setExpertName.run(name, id),
  }
}

function rowToHub(row: Row): HubRow {
  return { ...row, signedIn: row.signedIn === 1 }
}
