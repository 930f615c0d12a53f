import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { parseOccupations } from '../../src/hub/operator/occupations.ts'
import { unwrap } from '../support/hub/test-hub.ts'
import { skipAloud } from '../support/hub/skip-aloud.ts'

const root = join(import.meta.dirname, '..', '..')
const official = join(root, '..', 'shared', 'data', 'onet', 'occupation-data.tsv.gz')

it('brings a short list of occupations along whose codes and titles are the official ones', async (context) => {
  const builtIn = unwrap(parseOccupations(await readFile(join(root, 'resources', 'occupations.tsv'), 'utf8')))
  expect(builtIn.length).toBeGreaterThanOrEqual(40)
  if (!existsSync(official)) return skipAloud(context, 'the official list (../shared/data/onet) is not here')
  const all = unwrap(parseOccupations(gunzipSync(await readFile(official)).toString('utf8')))
  const titles = new Map(all.map((entry) => [entry.code, entry.title]))
  expect(builtIn.filter((entry) => titles.get(entry.code) !== entry.title)).toEqual([])
})
