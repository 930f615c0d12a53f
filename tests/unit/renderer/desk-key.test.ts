import { expect, test } from 'vitest'
import { takeDeskKey } from '../../../src/renderer/client/desk-key.ts'
import { keyHash } from '../../../src/shared/contract/desk-socket.ts'
import { createMemoryStorage, pageStorage } from '../../../src/renderer/client/page-storage.ts'

const first = '1'.repeat(43)
const second = '2'.repeat(43)

/** A page that is opened at an address, in a browser with this storage. */
function open(storage: Storage, hash = '') {
  const shown = { hash, pathname: '/' }
  const history = { replaceState: (_: unknown, __: string, address: string) => (shown.hash = address.slice(1)) }
  const page = { location: shown, history } as unknown as Window
  return { key: takeDeskKey(page, storage), shown }
}

test('the key leaves the address, and is there for a reload and for another tab', () => {
  const storage = createMemoryStorage()
  expect(open(storage).key()).toBeUndefined()
  const { key, shown } = open(storage, keyHash(first))
  expect([key(), shown.hash]).toEqual([first, ''])
  expect(open(storage, '#/time').key()).toBe(first)
  // The desk of another folder has the port now; its address was opened in another tab.
  open(storage, keyHash(second))
  expect(key()).toBe(second)
})

test('what is no key is left in the address, and a storage that is full keeps nobody out', () => {
  const { key, shown } = open(createMemoryStorage(), '#key=<script>')
  expect([key(), shown.hash]).toEqual([undefined, '#key=<script>'])
  const full = createMemoryStorage()
  full.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError')
  }
  expect(open(full, keyHash(first)).key()).toBe(first)
})

test('a browser that forbids its storage keeps nobody out either', () => {
  const page = {
    get localStorage(): Storage {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  }
  expect(open(pageStorage(page), keyHash(first)).key()).toBe(first)
})
