import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isStyle, ruleFor, whyNotImport } from '../../imports.config.ts'
import { configFiles, root, type SourceFile, sourceFiles } from './source-files.ts'

const sources = sourceFiles('src')
const tests = sourceFiles('tests')
const scripts = sourceFiles('scripts')
const configs = configFiles()
const byPath = new Map(sources.map((file) => [file.path, file]))

describe('who imports whom', () => {
  it('is said of every file', () => {
    expect(sources.map(({ path }) => path).filter((path) => ruleFor(path) === undefined)).toEqual([])
  })

  it('is as the architecture says, between the parts of the core and between features too', () => {
    const broken = sources.flatMap((file) => file.imports.flatMap((name) => whyNotImport(file.path, name) ?? []))
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
