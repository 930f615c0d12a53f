import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLocalFiles } from '../../src/hub/import/local-files.ts'
import { folder, folderForFile, hub, hubForFile } from '../support/hub/for-each-test.ts'

hubForFile()
folderForFile()

it('finds a file whose letters a Mac has written apart, and one that it has written together', async () => {
  const apart = 'Böden.csv'.normalize('NFD')
  const together = 'Äcker.csv'.normalize('NFC')
  await writeFile(join(folder, apart), 'a')
  await writeFile(join(folder, together), 'b')
  const files = createLocalFiles(hub.hub.context, hub.hub.files, folder, 1000)
  expect(await files.take(apart.normalize('NFC'))).toMatchObject({ ok: true, value: { name: 'Böden.csv', size: 1 } })
  expect(await files.take(together.normalize('NFD'))).toMatchObject({ ok: true, value: { name: 'Äcker.csv' } })
  expect(await files.take('Weiden.csv')).toEqual({ ok: false, error: 'the file Weiden.csv is not in the folder' })
})
