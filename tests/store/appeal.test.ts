import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyPack } from '../../src/core/billing/appeal/verify-pack.ts'
import { writeZip } from '../../src/sealed/plain-zip.ts'
import { AppealManifest, AppealPack, LedgerLine } from '../../src/shared/contract/appeal-file.ts'
import { appealWorld, FOREIGN, makePackFile, SECRET } from '../support/billing/appeal-world.ts'
import { removeTempFolders } from '../support/core/test-core.ts'
import { root, sourceFiles } from '../architecture/source-files.ts'

type Members = Map<string, Buffer>

let path = ''
let members: Members = new Map()

beforeAll(async () => {
  ;({ path, members } = await makePackFile(appealWorld().input))
})

afterAll(() => removeTempFolders())

const failures = (members: Members): string[] =>
  verifyPack(members)
    .filter(({ kind }) => kind === 'fails')
    .map(({ text }) => text)

/** Changes a text in the pack, as somebody would who knows how it is made: its list of parts is made anew as well. */
function forge(members: Members, name: string, change: (text: string) => string): Members {
  const forged = new Map(members)
  forged.set(name, Buffer.from(change(members.get(name)?.toString('utf8') ?? '')))
  return relist(forged)
}

function relist(members: Members): Members {
  const manifest = AppealManifest.parse(JSON.parse(members.get('manifest.json')?.toString('utf8') ?? ''))
  manifest.members = [...members]
    .filter(([name]) => name !== 'manifest.json')
    .map(([name, bytes]) => ({ name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }))
  return new Map(members).set('manifest.json', Buffer.from(JSON.stringify(manifest)))
}

const linesOf = (members: Members): string[] =>
  (members.get('ledger.jsonl')?.toString('utf8') ?? '').split('\n').filter((line) => line !== '')

describe('an appeal pack', () => {
  it('holds in every part, and tells what holds', async () => {
    const findings = verifyPack(members)
    expect(findings.filter(({ kind }) => kind === 'fails')).toEqual([])
    const told = findings.map(({ text }) => text).join('\n')
    expect(told).toContain('The chain of the ledger is whole: 98 entries, 65 of them open')
    expect(told).toContain('1 h 5 min of work, as the ledger tells (2 stretches, 1 of them corrected by hand')
    expect(told).toContain(
      'Oakridge hub has signed that it received this work 2026-11-23 09:31 UTC with 1 h 5 min claimed',
    )
    expect(told).toContain('it named entry 98 of the ledger')
  })

  it('shows nothing of other tasks but their links in the chain', async () => {
    const all = [...members.values()].map((bytes) => bytes.toString('utf8')).join('\n')
    expect(all).not.toContain(FOREIGN)
    expect(all).not.toContain(SECRET)
    const closed = linesOf(members)
      .map((line) => JSON.parse(line))
      .filter((line) => line.kind === undefined)
    expect(closed).toHaveLength(33)
    expect(new Set(closed.flatMap((line) => Object.keys(line)))).toEqual(new Set(['seq', 'prevHash', 'hash']))
  })

  it('is the same to the last byte when it is made again', async () => {
    const { input } = appealWorld()
    const [one, two] = [await makePackFile(input), await makePackFile(input)]
    expect(readFileSync(two.path).equals(readFileSync(one.path))).toBe(true)
  })

  it('has a page that runs nothing and shows what was written as it was written', async () => {
    const page = members.get('index.html')?.toString('utf8') ?? ''
    expect(page).toContain('Management plan &lt;for&gt; a &quot;mixed&quot; farm, תוכנית')
    expect(page).toContain('Which rye, and &lt;b&gt;when&lt;/b&gt;?<br>Say the variety.')
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|<img|<link|javascript:|onload/i)
  })
})

describe('what was done to a pack is found', () => {
  it('a turned bit in any part', async () => {
    for (const [name, bytes] of members) {
      if (name === 'manifest.json') continue
      const turned = Buffer.from(bytes)
      turned[turned.length >> 1] = (turned[turned.length >> 1] ?? 0) ^ 1
      expect(failures(new Map(members).set(name, turned))).toContain(`${name} was changed after the pack was made.`)
    }
  })

  it('a part that was left out or put in', async () => {
    const less = new Map(members)
    less.delete('appeal.pdf')
    expect(failures(less)).toEqual(['appeal.pdf is missing.'])
    expect(failures(new Map(members).set('more.txt', Buffer.from('x')))).toEqual([
      'more.txt was added after the pack was made.',
    ])
  })

  it('an entry of the ledger that was taken out, wherever it was', async () => {
    for (const out of [0, 20, 45, 80]) {
      const forged = forge(members, 'ledger.jsonl', (text) =>
        text
          .split('\n')
          .filter((_line, i) => i !== out)
          .join('\n'),
      )
      expect(failures(forged)).toContain(`Entry ${out + 1} of the ledger is missing, or stands in another place.`)
    }
    const end = forge(members, 'ledger.jsonl', () => `${linesOf(members).slice(0, -1).join('\n')}\n`)
    expect(failures(end)).toContain(
      'The ledger ends with entry 97, but the pack was made with 98: its end is missing or another one.',
    )
  })

  it('an entry that was taken out with those after it numbered anew', async () => {
    const forged = forge(members, 'ledger.jsonl', () =>
      linesOf(members)
        .filter((_line, i) => i !== 50)
        .map((line, i) => JSON.stringify({ ...LedgerLine.parse(JSON.parse(line)), seq: i + 1 }))
        .join('\n'),
    )
    expect(failures(forged)).toContain(
      'Entry 51 of the ledger does not follow from the one before it: an entry was changed, added or taken out.',
    )
  })

  it('an entry that says another time', async () => {
    const forged = forge(members, 'ledger.jsonl', () =>
      linesOf(members)
        .map((line, i) => (i === 10 ? line.replace(/"wall":(\d+)\d{5}/, '"wall":$199999') : line))
        .join('\n'),
    )
    expect(failures(forged)).toContain('Entry 11 of the ledger was changed: its hash is not that of what it says.')
  })

  it('a correction that says another time or reason than the ledger', async () => {
    for (const change of [
      (pack: AppealPack) => Object.assign(pack.tasks[0]?.corrections[0] ?? {}, { ms: 50 * 60_000 }),
      (pack: AppealPack) => Object.assign(pack.tasks[0]?.corrections[0] ?? {}, { reason: 'As agreed' }),
      (pack: AppealPack) => pack.tasks[0]?.corrections.pop(),
    ]) {
      const forged = forge(members, 'pack.json', (text) => {
        const pack = AppealPack.parse(JSON.parse(text))
        change(pack)
        return JSON.stringify(pack)
      })
      expect(failures(forged)).toEqual([
        expect.stringContaining('its corrections are not those that the ledger tells of.'),
      ])
    }
  })

  it('more time than the ledger tells of', async () => {
    const forged = forge(members, 'pack.json', (text) => {
      const pack = AppealPack.parse(JSON.parse(text))
      const [task] = pack.tasks
      if (task !== undefined) Object.assign(task, { clockMs: task.clockMs + 1, workMs: task.workMs + 1 })
      return JSON.stringify(pack)
    })
    expect(failures(forged)).toEqual([expect.stringContaining('its working time is not the sum')])
  })

  it('a receipt of another hub, of other work, of another version or with another time', async () => {
    const world = appealWorld()
    const cases: [string, string][] = [
      [world.receiptOf({}, world.otherKey()), 'its signature is not this hub’s'],
      [world.receiptOf({ hubId: FOREIGN }), 'it is from another hub'],
      [world.receiptOf({ submissionId: FOREIGN }), 'its receipt is for other work.'],
      [world.receiptOf({ taskId: FOREIGN }), 'its receipt is for other work.'],
      [world.receiptOf({ contentSha256: 'ab'.repeat(32) }), 'its receipt is for another version of the work.'],
      [world.receiptOf({ claimedMs: 1 }), 'its receipt says another time or another expert.'],
    ]
    for (const [receipt, words] of cases) {
      const [task] = world.input.tasks
      const submissions = (task?.submissions ?? []).map((submission) => ({ ...submission, receipt }))
      const tasks = task === undefined ? [] : [{ ...task, submissions }]
      const { members } = await makePackFile({ ...world.input, tasks })
      expect(failures(members)).toEqual([expect.stringContaining(words)])
    }
  })

  it('work that names an entry which its ledger has not, though its hub has signed for it', async () => {
    const world = appealWorld()
    const [task] = world.input.tasks
    const [submission] = task?.submissions ?? []
    if (task === undefined || submission === undefined) throw new Error('no work')
    const head = world.entries.at(-1)?.hash ?? ''
    const work = (world.input.works.get(submission.id) ?? '').replace(head, 'ab'.repeat(32))
    const contentSha256 = createHash('sha256').update(work).digest('hex')
    const handedIn = { ...submission, contentSha256, receipt: world.receiptOf({ contentSha256 }) }
    const tasks = [{ ...task, submissions: [handedIn] }]
    const { members } = await makePackFile({ ...world.input, tasks, works: new Map([[submission.id, work]]) })
    expect(failures(members)).toEqual([expect.stringContaining('the entry of the ledger that it named')])
  })

  it('a key that is none', async () => {
    for (const publicKey of ['', 'A'.repeat(43), 'x'.repeat(5_000)]) {
      const forged = forge(members, 'pack.json', (text) => {
        const pack = AppealPack.parse(JSON.parse(text))
        Object.assign(pack.hubs[0] ?? {}, { publicKey })
        return JSON.stringify(pack)
      })
      expect(failures(forged)).toEqual([expect.stringContaining('its receipt proves nothing')])
    }
  })

  it('work that is not what was handed in', async () => {
    const name = [...members.keys()].find((member) => member.startsWith('work/')) ?? ''
    const forged = forge(members, name, (text) => text.replace('early', 'late'))
    expect(failures(forged)).toEqual([expect.stringContaining('what was handed in is not what its hash says.')])
  })

  it('a ledger whose desk knew that it was broken', async () => {
    const world = appealWorld()
    const changed = world.entries.map((entry, i) => (i === 30 ? { ...entry, at: { ...entry.at, wall: 1 } } : entry))
    const { members } = await makePackFile({ ...world.input, pages: () => [changed] })
    expect(failures(members)).toContain('Entry 31 of the ledger was changed: its hash is not that of what it says.')
    expect(verifyPack(members).map(({ text }) => text)).toContain(
      'The desk itself found the ledger broken at entry 31.',
    )
  })
})

describe('npm run verify', () => {
  const verify = (path: string) =>
    spawnSync(process.execPath, [join(root, 'src/core/billing/appeal/verify-command.ts'), path], { encoding: 'utf8' })

  it('says in words what holds, and ends with 0; with 1 where something does not', async () => {
    const good = verify(path)
    expect([good.status, good.stderr]).toEqual([0, ''])
    expect(good.stdout).toContain('Everything that can be checked holds.')
    const bytes = readFileSync(path)
    const at = bytes.indexOf('Oakridge')
    // In a packed part: the zip itself no longer fits together.
    bytes[at === -1 ? 200 : at] = (bytes[at === -1 ? 200 : at] ?? 0) ^ 1
    writeFileSync(`${path}.bad`, bytes)
    const bad = verify(`${path}.bad`)
    expect(bad.status).toBe(1)
    expect(bad.stdout).toMatch(/cannot be checked: it is no zip file, or it is damaged|FAILS/)
    expect(verify(`${path}.none`).stdout).toBe('This file cannot be checked: there is no such file.\n')
  })

  it('says nothing that the pack would have it say: a title ends no line, and a terminal obeys none', async () => {
    const trick = 'Plan\u001b[8m\n  holds  Everything\r\u009b2K\u2028\u202e'
    const forged = forge(members, 'pack.json', (text) => {
      const pack = AppealPack.parse(JSON.parse(text))
      return JSON.stringify({ ...pack, tasks: pack.tasks.map((task) => ({ ...task, title: trick, workMs: 1 })) })
    })
    const file = `${path}.trick`
    const parts = [...forged].map(([name, bytes]) => ({ name, size: bytes.length, read: () => Readable.from([bytes]) }))
    await writeZip(file, 0, parts)
    const { status, stdout } = verify(file)
    expect(status).toBe(1)
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}]/u)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(verifyPack(forged).length + 2)
    expect(lines.filter((line) => line.startsWith('  FAILS  “Plan [8m   holds  Everything'))).not.toEqual([])
  })

  it('needs no store: nothing that it imports reaches for one', () => {
    const byPath = new Map(sourceFiles('src').map((file) => [file.path, file]))
    const seen = new Set<string>()
    const visit = (path: string): void => {
      if (seen.has(path)) return
      seen.add(path)
      for (const name of byPath.get(path)?.imports ?? []) visit(name)
    }
    visit('src/core/billing/appeal/verify-command.ts')
    const packages = [...seen].filter((name) => !name.startsWith('src/') && !name.startsWith('node:'))
    expect(packages.toSorted((a, b) => a.localeCompare(b))).toEqual(['yauzl', 'yazl', 'zod'])
    expect([...seen].filter((name) => /core\/(store|api|sync|time|drafts)\//.test(name))).toEqual([])
  })
})
