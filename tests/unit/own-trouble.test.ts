import { expect, it } from 'vitest'
import { isOwnTrouble } from '../../src/shared/rules/own-trouble.ts'

it('tells trouble of this computer from a fault of what was given: a hub without a handle left says that nobody broke off', () => {
  for (const code of ['ENOSPC', 'EROFS', 'EMFILE', 'ENFILE', 'EISDIR']) {
    expect(isOwnTrouble(Object.assign(new Error(code), { code }))).toBe(true)
  }
  for (const error of [
    Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
    new Error('ENOSPC'),
    'ENFILE',
    null,
  ]) {
    expect(isOwnTrouble(error)).toBe(false)
  }
})
