import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createUnsynced, type Unsynced } from './unsynced.ts'

/** What a step does to the disk. Only one that changes something can be where a process dies; one that grows needs room. */
export type StepKind = 'reads' | 'changes' | 'grows'

/**
 * Does a step of the process whose files these are, or lets it fail.
 * @param half the same step broken off in the middle, where it has one
 */
export type OnStep = <T>(kind: StepKind, run: () => T, half?: () => void) => T

/**
 * The file system of the processes under test, put in where Node's own functions are, so that the code that ships cannot
 * know of it. Each call below a watched folder is done at once instead of in Node's pool of threads, whose order no
 * seed decides, and is a step that may be the last of its process. Other calls pass as they are.
 */
export type FileSteps = {
  watch(folder: string, onStep: OnStep): void
  forget(folder: string): void
  /** What its processes have not flushed is gone; none of them may run. Only files of their own folder are known. */
  cutPower(folder: string): void
  /** For whoever looks on from outside: what is called meanwhile is no step. */
  aside<T>(run: () => T): T
  /** Steps until now. As long as it rises something goes on. */
  count(): number
  uninstall(): void
}

type Call = (...args: unknown[]) => unknown
type Calls = Record<string, Call | undefined>

/** Functions that take a path, come as a promise, and have a twin that is done at once. */
const BY_PATH = {
  mkdir: 'grows',
  writeFile: 'grows',
  rm: 'changes',
  unlink: 'changes',
  rename: 'changes',
  link: 'grows',
  readFile: 'reads',
  readdir: 'reads',
  stat: 'reads',
  statfs: 'reads',
} as const satisfies Record<string, StepKind>
const AT_ONCE = { mkdirSync: 'grows', rmSync: 'changes', renameSync: 'changes' } as const satisfies Record<
  string,
  StepKind
>

export function installFileSteps(): FileSteps {
  const plain = fs as unknown as Calls
  const promised = fs.promises as unknown as Calls
  const original = { plain: { ...plain }, promised: { ...promised } }
  const watchers = new Map<string, OnStep>()
  const unsynced = new Map<OnStep, Unsynced>()
  /** Of open files and folders, by their descriptors. */
  const owners = new Map<number, OnStep>()
  const paths = new Map<number, string>()
  let isAside = false
  let steps = 0

  function ownerOf(path: unknown): OnStep | undefined {
    if (isAside || watchers.size === 0 || typeof path !== 'string') return undefined
    for (const [folder, onStep] of watchers) if (path === folder || path.startsWith(`${folder}/`)) return onStep
    return undefined
  }

  function aside<T>(run: () => T): T {
    const before = isAside
    isAside = true
    try {
      return run()
    } finally {
      isAside = before
    }
  }

  function step<T>(owner: OnStep, kind: StepKind, run: () => T, half?: () => void): T {
    steps += 1
    return owner(kind, () => aside(run), half === undefined ? undefined : () => aside(half))
  }

  function openAtOnce(owner: OnStep, args: unknown[]): number {
    const [path, flags, mode] = args as Parameters<typeof fs.openSync>
    const makes = typeof flags === 'string' && /^[aw]/.test(flags)
    const empties = typeof flags === 'string' && flags.startsWith('w')
    const before = sizeOf(path)
    const fd = step(owner, makes ? 'grows' : 'reads', () => fs.openSync(path, flags, mode))
    owners.set(fd, owner)
    paths.set(fd, String(path))
    if (makes && before === undefined) unsynced.get(owner)?.made(String(path))
    if (empties && before !== undefined) unsynced.get(owner)?.wrote(String(path), 0)
    return fd
  }

  /** The process may be dead: its descriptors are closed all the same. */
  function closeAtOnce(fd: number): void {
    owners.delete(fd)
    paths.delete(fd)
    aside(() => fs.closeSync(fd))
  }

  function read(owner: OnStep, fd: number, to: NodeJS.ArrayBufferView, [offset, length, at]: unknown[]): number {
    return step(owner, 'reads', () => fs.readSync(fd, to, Number(offset), Number(length), placeOf(at)))
  }

  function write(owner: OnStep, fd: number, bytes: Uint8Array, at: unknown): number {
    const run = (some: Uint8Array): number => {
      const path = paths.get(fd)
      if (path !== undefined) unsynced.get(owner)?.wrote(path, sizeOf(path) ?? 0)
      return fs.writeSync(fd, some, 0, some.length, placeOf(at))
    }
    return step(
      owner,
      'grows',
      () => run(bytes),
      () => run(bytes.subarray(0, bytes.length / 2)),
    )
  }

  const sync = (owner: OnStep, fd: number): void =>
    step(owner, 'changes', () => unsynced.get(owner)?.synced(paths.get(fd) ?? ''))

  const sizeOf = (path: unknown): number | undefined =>
    aside(() => fs.statSync(String(path), { throwIfNoEntry: false })?.size)

  /** Does a call that may give something a name, or move it to another. */
  function name(owner: OnStep, call: string, args: unknown[], run: () => unknown): unknown {
    const [from, to] = args.map(String)
    const isNew = sizeOf(call === 'rename' || call === 'link' ? to : from) === undefined
    const given = run()
    const of = unsynced.get(owner)
    if (of === undefined) return given
    if (call === 'mkdir' && typeof given === 'string') of.made(given)
    else if (call === 'writeFile' && from !== undefined) {
      if (isNew) of.made(from)
      of.wrote(from, 0)
    } else if (call === 'link' && to !== undefined) of.made(to)
    // One that takes the place of another leaves either; the other is not known here any more.
    else if (call === 'rename' && from !== undefined && to !== undefined && isNew) of.moved(from, to)
    return given
  }

  /** As much of Node's FileHandle as the programs use. */
  function handleOf(owner: OnStep, fd: number) {
    return {
      fd,
      read: async (buffer: Uint8Array, ...where: unknown[]) => ({ bytesRead: read(owner, fd, buffer, where), buffer }),
      write: async (buffer: Uint8Array, offset = 0) => ({
        bytesWritten: write(owner, fd, buffer.subarray(offset), null),
        buffer,
      }),
      sync: async () => sync(owner, fd),
      close: async () => closeAtOnce(fd),
    }
  }

  for (const [called, kind] of Object.entries(BY_PATH)) {
    const before = promised[called]
    promised[called] = (...args) => {
      const owner = ownerOf(args[0])
      if (owner === undefined) return before?.(...args)
      const call = () => original.plain[`${called}Sync`]?.(...args)
      return promise(() => step(owner, kind, () => name(owner, called, args, call)))
    }
  }
  promised['open'] = (...args) => {
    const owner = ownerOf(args[0])
    if (owner === undefined) return original.promised['open']?.(...args)
    return promise(() => handleOf(owner, openAtOnce(owner, args)))
  }

  for (const [name, kind] of Object.entries(AT_ONCE)) {
    const before = plain[name]
    plain[name] = (...args) => {
      const owner = ownerOf(args[0])
      return owner === undefined ? before?.(...args) : step(owner, kind, () => before?.(...args))
    }
  }
  plain['openSync'] = (...args) => {
    const owner = ownerOf(args[0])
    return owner === undefined ? original.plain['openSync']?.(...args) : openAtOnce(owner, args)
  }
  plain['writeSync'] = (...args) => {
    const owner = isAside ? undefined : owners.get(Number(args[0]))
    if (owner === undefined || !(args[1] instanceof Uint8Array)) return original.plain['writeSync']?.(...args)
    const [offset, length] = [Number(args[2] ?? 0), Number(args[3] ?? args[1].length)]
    return write(owner, Number(args[0]), args[1].subarray(offset, offset + length), args[4])
  }
  plain['closeSync'] = (...args) => {
    if (!isAside) {
      owners.delete(Number(args[0]))
      paths.delete(Number(args[0]))
    }
    return original.plain['closeSync']?.(...args)
  }

  /** What Node's streams of files call: the last argument hears how it went. */
  function withCallback(name: string, isOurs: (args: unknown[]) => OnStep | undefined, run: CallbackRun): void {
    plain[name] = (...args) => {
      const owner = isOurs(args)
      if (owner === undefined) return original.plain[name]?.(...args)
      const tell = args.pop() as Call
      let answer: unknown[]
      try {
        answer = [null, ...run(owner, args)]
      } catch (error) {
        answer = [error]
      }
      process.nextTick(() => tell(...answer))
      return undefined
    }
  }
  // Only @tus/server calls it, while it is made, and throws what it is told.
  withCallback(
    'mkdir',
    ([path]) => ownerOf(path),
    (_, args) => [aside(() => original.plain['mkdirSync']?.(...args))],
  )
  const byFd = ([fd]: unknown[]): OnStep | undefined => (isAside ? undefined : owners.get(Number(fd)))
  withCallback(
    'open',
    ([path]) => ownerOf(path),
    (owner, args) => [openAtOnce(owner, args)],
  )
  withCallback('read', byFd, (owner, [fd, to, ...where]) => [
    read(owner, Number(fd), to as NodeJS.ArrayBufferView, where),
    to,
  ])
  withCallback('write', byFd, (owner, [fd, bytes, , , at]) => [
    write(owner, Number(fd), bytes as Uint8Array, at),
    bytes,
  ])
  withCallback('writev', byFd, (owner, [fd, parts, at]) => [
    write(owner, Number(fd), Buffer.concat(parts as Uint8Array[]), at),
    parts,
  ])
  withCallback('fsync', byFd, (owner, [fd]) => [sync(owner, Number(fd))])
  withCallback('close', byFd, (_, [fd]) => [closeAtOnce(Number(fd))])
  syncBuiltinESMExports()

  return {
    watch: (folder, onStep) => {
      watchers.set(folder, onStep)
      unsynced.set(onStep, createUnsynced(folder))
    },
    forget: (folder) => {
      const onStep = watchers.get(folder)
      if (onStep !== undefined) unsynced.delete(onStep)
      watchers.delete(folder)
    },
    cutPower: (folder) => {
      const onStep = watchers.get(folder)
      aside(() => onStep && unsynced.get(onStep)?.cutPower())
    },
    aside,
    count: () => steps,
    uninstall: () => {
      for (const [calls, before] of [
        [plain, original.plain],
        [promised, original.promised],
      ] as const)
        for (const [name, call] of Object.entries(before)) if (calls[name] !== call) calls[name] = call
      syncBuiltinESMExports()
    },
  }
}

type CallbackRun = (owner: OnStep, args: unknown[]) => unknown[]

async function promise<T>(run: () => T): Promise<T> {
  return run()
}

function placeOf(at: unknown): number | null {
  return typeof at === 'number' ? at : null
}
