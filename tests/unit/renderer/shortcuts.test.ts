import type { KeyboardEvent as ReactKeyboardEvent } from 'react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { chooseByKey } from '../../../src/renderer/features/workspace/fields/choose-by-key.ts'
import { digitOf, keyName } from '../../../src/renderer/ui/use-shortcuts.ts'

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
type Held = Partial<typeof none & { keyCode: number }>
const press = (key: string, code: string, held: Held = {}): string =>
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

  test('is what stands on it with Alt as well, wherever that lies', () => {
    const alt = (key: string, code: string, keyCode: number): string => press(key, code, { altKey: true, keyCode })
    // On a German and a French keyboard.
    expect(alt('z', 'KeyY', 90)).toBe('Alt+Z')
    expect(alt('q', 'KeyA', 81)).toBe('Alt+Q')
    expect(alt('w', 'KeyZ', 87)).toBe('Alt+W')
    expect(alt(',', 'KeyM', 188)).toBe('Alt+,')
    // On a Russian one.
    expect(alt('й', 'KeyQ', 81)).toBe('Alt+Q')
    expect(alt('&', 'Digit1', 49)).toBe('Alt+1')
  })
})

describe('the digit of a key', () => {
  let isAltGr = false
  const digit = (key: string, code: string, held: Partial<typeof none> = {}): number | undefined =>
    digitOf({ ...none, ...held, key, code, getModifierState: (name) => isAltGr && name === 'AltGraph' })

  test('is what it writes, wherever it lies', () => {
    expect(digit('3', 'Digit3')).toBe(3)
    expect(digit('0', 'Numpad0')).toBe(0)
    // Shift makes the digits of a French keyboard; that of a Hungarian one has its 0 beside the 1.
    expect(digit('4', 'Digit4', { shiftKey: true })).toBe(4)
    expect(digit('0', 'Backquote')).toBe(0)
  })

  test('is that of its place where the row writes other signs', () => {
    expect(['&', 'é', '"', "'", '(', '-', 'è', '_', 'ç'].map((key, at) => digit(key, `Digit${at + 1}`))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ])
    expect(digit('à', 'Digit0')).toBe(0)
    expect(digit('ě', 'Digit2')).toBe(2)
  })

  test('is none with another key held, or elsewhere on the keyboard', () => {
    expect(digit('!', 'Digit1', { shiftKey: true })).toBeUndefined()
    expect(digit('1', 'Digit1', { ctrlKey: true })).toBeUndefined()
    expect(digit('¡', 'Digit1', { altKey: true })).toBeUndefined()
    expect(digit('End', 'Numpad1')).toBeUndefined()
    expect(digit('m', 'Semicolon')).toBeUndefined()
    expect(digit(' ', 'Space')).toBeUndefined()
    isAltGr = true
    expect(digit('~', 'Digit2')).toBeUndefined()
  })
})

describe('a scale', () => {
  test('takes a step by the digit row of a French keyboard', () => {
    const chosen: number[] = []
    const on = (key: string, code: string): void => {
      const currentTarget = { querySelector: () => null }
      const event = { ...none, key, code, currentTarget, getModifierState: () => false }
      chooseByKey(event as unknown as ReactKeyboardEvent<HTMLElement>, 5, (step) => chosen.push(step))
    }
    on('é', 'Digit2')
    on('5', 'Digit5')
    on('-', 'Digit6')
    on('à', 'Digit0')
    on('m', 'Semicolon')
    expect(chosen).toEqual([2, 5])
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
    // A German one again, where ⌥ makes other signs of both.
    expect(press('Ω', 'KeyY', { altKey: true, ctrlKey: true, keyCode: 90 })).toBe('Alt+Z')
    expect(press('…', 'Period', { altKey: true, ctrlKey: true, keyCode: 190 })).toBe('Alt+.')
    expect(press('∞', 'Comma', { altKey: true, ctrlKey: true, keyCode: 188 })).toBe('Alt+,')
  })

  test('and elsewhere AltGr, which is both at once, writes as well', () => {
    vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)' })
    expect(press('@', 'KeyQ', { altKey: true, ctrlKey: true })).toBe('Mod+Alt+Q')
  })
})
