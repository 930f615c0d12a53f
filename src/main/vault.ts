import { safeStorage } from 'electron'
import type { Vault } from './secrets.ts'

/**
 * Electron's safeStorage. Its `basic_text` on Linux means that no keychain was found and that it would use a key which
 * is the same on every computer; that protects nothing, so it counts as no keychain.
 */
export function createVault(platform: string): Vault {
  return {
    isAvailable: async () => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return false
      return platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
    },
    seal: (secret) => safeStorage.encryptStringAsync(secret),
    open: async (sealed) => (await safeStorage.decryptStringAsync(sealed)).result,
  }
}
