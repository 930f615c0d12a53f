import { afterEach, describe, expect, test, vi } from 'vitest'
import { keyName } from '../../../src/renderer/ui/use-shortcuts.ts'

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const press = (key: string, code: string, held: Partial<typeof none> = {}): string =>
  keyName({ ...none, ...held, key, code } as KeyboardEvent)

describe('the name of a key', () => {
  test('is that of its letter where the keyboard is of another script', () => {
    expect(press('л', 'KeyK', { ctrlKey: true })).toBe('Mod+K')
    expect(press('λ', 'KeyL', { metaKey: true })).toBe('Mod+L')
    expect(press('ש', 'KeyA')).toBe('a')
    expect(press('Л', 'KeyK', { shiftKey: true })).toBe('K')
  })

  test('is what it says on every other one', () => {
    // Letters lie elsewhere on a French keyboard.
    expect(press('a', 'KeyQ', { ctrlKey: true })).toBe('Mod+A')
    expect(press('é', 'Digit2')).toBe('é')
    expect(press('/', 'Slash')).toBe('/')
    expect(press('?', 'Minus', { shiftKey: true })).toBe('?')
    expect(press('¡', 'Digit1', { altKey: true })).toBe('Alt+1')
    expect(press('Enter', 'Enter', { ctrlKey: true })).toBe('Mod+Enter')
    expect(press('х', 'BracketLeft')).toBe('х')
  })
})

describe('on a Mac', () => {
  afterEach(() => vi.unstubAllGlobals())

  test('the option key alone writes, and makes a shortcut together with control', () => {
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)' })
    expect(press('[', 'Digit5', { altKey: true })).toBe('[')
    expect(press('@', 'KeyL', { altKey: true })).toBe('@')
    expect(press('Dead', 'KeyN', { altKey: true })).toBe('Dead')
    expect(press('ArrowLeft', 'ArrowLeft', { altKey: true })).toBe('ArrowLeft')
    expect(press('[', 'Digit5', { altKey: true, ctrlKey: true })).toBe('Alt+5')
    expect(press('Dead', 'KeyN', { altKey: true, ctrlKey: true })).toBe('Alt+N')
    expect(press('Enter', 'Enter', { altKey: true, ctrlKey: true })).toBe('Alt+Enter')
    expect(press('k', 'KeyK', { metaKey: true })).toBe('Mod+K')
  })

  test('and elsewhere AltGr, which is both at once, writes as well', () => {
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' })
    expect(press('@', 'KeyQ', { altKey: true, ctrlKey: true })).toBe('Mod+Alt+Q')
  })
})
