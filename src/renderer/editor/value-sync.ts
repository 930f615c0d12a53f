import type { LoggedEdit } from '../../shared/contract/desk-drafts.ts'
import type { FieldValue, FileRef } from '../../shared/domain/fields.ts'
import { filesOf } from '../../shared/rules/named-files.ts'
import type { FieldSync, SyncOptions } from './draft-sync.ts'
import type { EditError, PortError } from './draft-port.ts'
import { createPushLoop, type Outcome, toTrouble } from './push-loop.ts'

/** What the expert did to a value: for a number or a choice the new one, for files what was added or taken out. */
export type ValueChange = (value: FieldValue | null) => FieldValue | null

export type ValueSync = FieldSync & {
  /** The value as the expert sees it. */
  value(): FieldValue | null
  update(change: ValueChange): void
  /** The core has changed the field itself (it files a file that was taken in): ask for it. */
  refresh(): void
}

type Sent = { readonly change: ValueChange; readonly value: FieldValue | null }

/**
 * Keeps one value that is not a text the same here, in the core and in other windows. Each edit is the whole value and
 * the last writer wins; a change is made anew on what the core has by then, so that a file that another window added is
 * not lost with one taken out here.
 */
export function createValueSync(
  start: { readonly version: number; readonly value: FieldValue | null },
  { session, port, timers, onChange, onDefect }: SyncOptions,
): ValueSync {
  let version = start.version
  let base = start.value
  let waiting: ValueChange[] = []
  let sent: Sent | undefined
  let stale = false
  let unsure = false
  let foreign = false

  const loop = createPushLoop({ step, timers, onChange, onDefect })
  const changed = (value: FieldValue | null, change: ValueChange): FieldValue | null => change(value)
  const shown = (): FieldValue | null => waiting.reduce(changed, sent === undefined ? base : sent.change(base))

  function step(isCurrent: () => boolean): Promise<Outcome> | undefined {
    if (foreign) return reload(isCurrent)
    if (stale) return catchUp(isCurrent)
    return waiting.length === 0 && sent === undefined ? undefined : push(isCurrent)
  }

  async function push(isCurrent: () => boolean): Promise<Outcome> {
    const changes = sent === undefined ? waiting : [sent.change, ...waiting]
    const change: ValueChange = (value) => changes.reduce(changed, value)
    const value = change(base)
    waiting = []
    if (isSame(value, base)) {
      sent = undefined
      onChange()
      return 'done'
    }
    sent = { change, value }
    const result = await port.edit(version, [{ change: { value }, origin: 'set' }])
    if (!isCurrent()) return 'done'
    if (!result.ok) return pushFailed(result.error)
    confirm(result.value.version, value)
    return 'done'
  }

  function confirm(nextVersion: number, value: FieldValue | null): void {
    version = nextVersion
    base = value
    sent = undefined
    onChange()
  }

  function pushFailed(error: EditError): Outcome {
    switch (error.code) {
      case 'BEHIND':
        foreign = error.version < version
        stale = true
        return 'done'
      case 'BAD_EDIT':
        return { kind: 'store', text: error.text }
      default:
        return failed(error)
    }
  }

  function failed(error: PortError): Outcome {
    const trouble = toTrouble(error)
    if (trouble.kind === 'lost') {
      stale = true
      unsure = true
    }
    return trouble
  }

  async function catchUp(isCurrent: () => boolean): Promise<Outcome> {
    stale = false
    const overlap = unsure && version > 0 ? 1 : 0
    const result = await port.since(version - overlap)
    if (!isCurrent()) return 'done'
    if (!result.ok) {
      stale = true
      return failed(result.error)
    }
    unsure = false
    const known = result.value.slice(0, overlap)
    if (known.length < overlap || known.some((edit) => !isSame(valueOf(edit), base))) foreign = true
    else receive(result.value.slice(overlap))
    return 'done'
  }

  function receive(edits: readonly LoggedEdit[]): void {
    for (const edit of edits) {
      version += 1
      base = valueOf(edit)
      // Our own edit whose answer was lost. The core itself also edits under our name, but never to this very value.
      if (sent !== undefined && edit.session === session && isSame(base, sent.value)) sent = undefined
    }
    onChange()
  }

  async function reload(isCurrent: () => boolean): Promise<Outcome> {
    const result = await port.load()
    if (!isCurrent()) return 'done'
    if (!result.ok) return failed(result.error)
    const loaded = result.value ?? { version: 0, value: null }
    if (!('value' in loaded)) return { kind: 'refused', text: 'This part is kept in another form now.' }
    const mine = shown()
    foreign = false
    stale = false
    unsure = false
    confirm(loaded.version, loaded.value)
    waiting = [() => mine]
    return 'done'
  }

  return {
    value: shown,
    update: (change) => {
      waiting.push(change)
      loop.kick()
      onChange()
    },
    refresh: () => {
      stale = true
      loop.kick()
    },
    syncState: () => ({ pending: waiting.length + (sent === undefined ? 0 : 1), trouble: loop.trouble() }),
    heard: (next) => {
      if (next <= version) return
      stale = true
      loop.kick()
    },
    reconnected: () => {
      stale = true
      unsure = true
      loop.restart()
    },
    resume: () => {
      stale = true
      unsure = true
      loop.kick('again')
    },
    end: () => loop.end(),
  }
}

function valueOf({ change }: LoggedEdit): FieldValue | null {
  return 'value' in change ? change.value : null
}

/** Values are JSON; what the core gives back has its members in the order of the schema, as what we send has. */
function isSame(a: FieldValue | null, b: FieldValue | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

function isFile(a: FileRef, b: FileRef): boolean {
  return a.sha256 === b.sha256 && a.name === b.name
}

/** Takes a file out of the list. */
export function removeFile(file: FileRef): ValueChange {
  return (value) => filesOf(value).filter((one) => !isFile(one, file))
}

/** Puts a file back in its place; nothing where it is there already. */
export function addFile(file: FileRef, place: number): ValueChange {
  return (value) => {
    const files = filesOf(value)
    return files.some((one) => isFile(one, file)) ? files : files.toSpliced(place, 0, file)
  }
}

/** Puts a file in the place of the one that has its name; nothing where there is none. */
export function putBackFile(file: FileRef): ValueChange {
  return (value) => filesOf(value).map((one) => (one.name === file.name ? file : one))
}
