// npm test: every gate, in this order, stopping at the first step that fails. One closing line says what was run.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from './lib/build.mjs'
import { findElectronForWindow } from './lib/electron.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { needNode } from './lib/node.mjs'
import { succeeds } from './lib/run.mjs'

ensureInstalled()
const { path: node, version } = needNode()
console.log(`Node ${version} (22.18 or newer is needed)`)

const reports = mkdtempSync(join(tmpdir(), 'understudy-reports-'))
/** The tests start hundreds of programs of ours; with their code compiled once, each starts in half the time. */
const cache = { NODE_COMPILE_CACHE: join(reports, 'compile-cache') }
let passed = 0
let failed = 0
const began = Date.now()

check('types', node, ['scripts/typecheck.mjs'])
check('lint', 'oxlint', ['--type-aware', '--deny-warnings'])
check('format', 'biome', ['format', '.'])
ensureBuilt(['window', 'electron'])
vitest()
playwright('browser shell, and Electron shell on the test double', ['browser', 'double'])
const electron = findElectronForWindow()
if (electron.path === undefined) skip('end to end: Electron', electron.missing)
else playwright('Electron', ['electron'])
finish()

/**
 * A gate that passes or fails as one.
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
function check(name, command, args) {
  heading(name)
  if (succeeds(command, args)) passed += 1
  else failed += 1
  if (failed > 0) finish()
}

function vitest() {
  heading('architecture, unit, contract, store, sync, hub, sim, torture, main')
  const report = join(reports, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const went = succeeds('vitest', args, cache)
  count(report, ({ numPassedTests, numFailedTests }) => [numPassedTests, numFailedTests], went)
}

/**
 * @param {string} name
 * @param {string[]} projects
 */
function playwright(name, projects) {
  heading(`end to end: ${name}`)
  const report = join(reports, `e2e-${projects[0]}.json`)
  const more = { ...cache, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
  const went = succeeds('playwright', ['test', ...projects.map((project) => `--project=${project}`)], more)
  count(report, ({ stats }) => [stats.expected + stats.flaky, stats.unexpected], went)
}

/**
 * Says aloud what this machine cannot run.
 * @param {string} name
 * @param {string} reason
 */
function skip(name, reason) {
  heading(name)
  console.log(`skipped, because ${reason}`)
}

/**
 * Adds what a runner reported.
 * @param {string} report
 * @param {(report: any) => number[]} read
 * @param {boolean} went
 */
function count(report, read, went) {
  const [good = 0, bad = 0] = read(JSON.parse(readFileSync(report, 'utf8')))
  passed += good
  failed += went ? bad : Math.max(1, bad)
  if (failed > 0) finish()
}

/** @param {string} name */
function heading(name) {
  console.log(`\n── ${name} (${Math.round((Date.now() - began) / 1000)} s)`)
}

function finish() {
  rmSync(reports, { recursive: true, force: true })
  console.log(`\n${Math.round((Date.now() - began) / 1000)} s`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
