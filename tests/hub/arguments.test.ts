import { expect, it } from 'vitest'
import { parseArguments } from '../../src/hub/cli/arguments.ts'
import { tableToText } from '../../src/hub/cli/console.ts'

const options = { comment: { value: 'TEXT', help: 'A comment', multiple: true } }

it('says how a value is given that begins with a dash, as a list in Markdown does', () => {
  expect(parseArguments(['--comment', '- Which clover?'], options, 0)).toEqual({
    ok: false,
    error: expect.stringMatching(/argument starting with a dash use '--comment=-XYZ'\.$/),
  })
  const read = parseArguments(['--comment=- Which clover?'], options, 0)
  expect(read.ok && read.value.list('comment')).toEqual(['- Which clover?'])
})

it('shows a list of any length', () => {
  const rows = Array.from({ length: 300_000 }, (_, n) => [`task ${n}`, n])
  expect(tableToText(['TITLE', 'N'], rows).split('\n')).toHaveLength(300_002)
})

it('takes no empty name for a folder, which would be the one that the command is called in', () => {
  const folder = { 'files-dir': { value: 'DIR', help: 'A folder' } }
  const read = parseArguments(['--data', '', '--files=', '--files-dir', ''], folder, 0)
  expect(read.ok && read.value.problems).toEqual([
    '--data is empty; name a folder.',
    '--files is empty; name a folder.',
    '--files-dir is empty; name a folder.',
  ])
})
