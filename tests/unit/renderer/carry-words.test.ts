import { expect, test } from 'vitest'
import { laneFilesStanding, laneFilesWords } from '../../../src/renderer/format/carry.ts'
import { LaneFiles } from '../../../src/shared/contract/desk-offline.ts'

const lane: LaneFiles = {
  id: '019305a8-0000-7000-8000-000000000001',
  files: 3,
  up: 2,
  bytes: 200_000_000,
  done: 41_000_000,
  state: 'moving',
}

test('a lane says how many of its files and bytes have gone up', () => {
  expect(laneFilesWords(lane)).toBe('2 of 3 files, 41 of 200 MB')
  expect(laneFilesWords({ ...lane, files: 1, up: 0 })).toBe('1 file, 41 of 200 MB')
})

test('each thing that files can wait for is told in other words', () => {
  const words = LaneFiles.shape.state.options.map((state) => laneFilesStanding({ state }).text)
  expect(new Set(words).size).toBe(words.length)
})
