import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/** Power, keychain, theme and screen: the test is the system. */

export const powerMonitor = new EventEmitter()

export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: false,
  themeSource: 'system',
})

const display = {
  id: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 30, width: 1920, height: 1050 },
  size: { width: 1920, height: 1080 },
  workAreaSize: { width: 1920, height: 1050 },
  scaleFactor: 1,
  rotation: 0,
}

/** One display of 1920 × 1080 with a bar of 30 at its top. */
export const screen = Object.assign(new EventEmitter(), {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: (_bounds: Electron.Rectangle) => display,
  getDisplayNearestPoint: (_point: Electron.Point) => display,
})

/**
 * A keychain of one key, the same for ever, as that of a user is. `UNDERSTUDY_DOUBLE_KEYCHAIN=none` has none; with `refused`
 * the user has denied Understudy its use, or left it locked: it is said to be available all the same, because that is
 * resolved once it has been asked, whatever it answered (OnOsCryptReady of Electron's electron_api_safe_storage.cc).
 */
const keychainKey = () => createHash('sha256').update('keychain of the double').digest()

const hasKeychain = process.env['UNDERSTUDY_DOUBLE_KEYCHAIN'] !== 'none'

function needKey(): void {
  if (process.env['UNDERSTUDY_DOUBLE_KEYCHAIN'] === 'refused')
    throw new Error('Error while encrypting the text provided to safeStorage.encryptStringAsync.')
}

function encryptString(text: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keychainKey(), nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.from('v11'), nonce, cipher.getAuthTag(), body])
}

function decryptString(sealed: Buffer): string {
  if (sealed.subarray(0, 3).toString() !== 'v11') throw new Error('Error while decrypting the ciphertext')
  const cipher = createDecipheriv('aes-256-gcm', keychainKey(), sealed.subarray(3, 15))
  cipher.setAuthTag(sealed.subarray(15, 31))
  return Buffer.concat([cipher.update(sealed.subarray(31)), cipher.final()]).toString('utf8')
}

export const safeStorage = {
  // On Linux it may be available without a keychain, by a key that everybody knows.
  isAsyncEncryptionAvailable: () => Promise.resolve(true),
  isEncryptionAvailable: () => hasKeychain,
  getSelectedStorageBackend: () => (hasKeychain ? 'gnome_libsecret' : 'basic_text'),
  encryptString,
  decryptString,
  encryptStringAsync: async (text: string) => {
    needKey()
    return encryptString(text)
  },
  decryptStringAsync: async (sealed: Buffer) => ({ result: decryptString(sealed), shouldReEncrypt: false }),
} satisfies Partial<Electron.SafeStorage>
