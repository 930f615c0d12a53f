import { expect, it } from 'vitest'
import { troubleToError } from '../../src/hub/cli/trouble.ts'

/** As Node gives it for a batch file that may not be read, and in the same words for a folder that may not be written in. */
const denied = (code: string): Error =>
  Object.assign(new Error(`${code}: permission denied, open '/home/ada/rows.jsonl'`), {
    code,
    syscall: 'open',
    path: '/home/ada/rows.jsonl',
  })

it.each(['EACCES', 'EPERM'])('what this account has no right to is named, be it to read or to write (%s)', (code) => {
  expect(troubleToError(denied(code)).text).toBe(
    'This account has no right to read or write /home/ada/rows.jsonl. Give it the right, or choose another place. What was not finished was not kept.',
  )
})

it('what the system does not name is told all the same', () => {
  expect(troubleToError(Object.assign(new Error('EACCES'), { code: 'EACCES' })).text).toContain('has no right')
  expect(troubleToError(new Error('odd')).text).toBe('It did not work: odd. What was not finished was not kept.')
})
