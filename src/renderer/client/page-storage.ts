/** The page's storage. Where the browser forbids it to pages of this machine, one that lasts as long as the page. */
export function pageStorage(window: Pick<Window, 'localStorage'>): Storage {
  try {
    return window.localStorage
  } catch {
    return createMemoryStorage()
  }
}

/** A storage that lasts as long as the page. As in a browser's, its entries are its own properties. */
export function createMemoryStorage(): Storage {
  const methods = {
    getItem: (key: string): string | null => storage[key] ?? null,
    setItem: (key: string, value: string): void => {
      storage[key] = value
    },
    removeItem: (key: string): void => {
      delete storage[key]
    },
    clear: (): void => {
      for (const key of Object.keys(storage)) delete storage[key]
    },
    key: (index: number): string | null => Object.keys(storage)[index] ?? null,
  }
  const storage = Object.create(methods, { length: { get: () => Object.keys(storage).length } }) as Storage
  return storage
}
