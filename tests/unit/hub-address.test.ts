import { expect, it } from 'vitest'
import { parseHubAddress } from '../../src/core/sync/enrol.ts'

it.each([
  ['http://[fd12:3456:789a::1]:8117', 'http://[fd12:3456:789a::1]:8117/'],
  ['http://[FE80::1]:8117/', 'http://[fe80::1]:8117/'],
  ['http://192.168.1.20:8117', 'http://192.168.1.20:8117/'],
  ['[2001:db8::1]:8117', 'https://[2001:db8::1]:8117/'],
])('the hub’s address %s is taken, in a network with IPv6 only, too', (typed, address) => {
  expect(parseHubAddress(typed)).toEqual({ ok: true, value: address })
})

it.each(['http://[2001:db8::1]:8117', 'http://[fe12::1]/', 'http://[f::1]/', 'http://fd12.example.org/'])(
  'the hub’s address %s is refused: others on the way could read the token',
  (typed) => {
    expect(parseHubAddress(typed)).toMatchObject({ ok: false, error: expect.stringMatching(/others on the way/) })
  },
)
