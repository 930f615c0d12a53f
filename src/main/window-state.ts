import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Rectangle } from 'electron'
import { z } from 'zod'

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })

/** How the user left the window; `bounds` are those it has when it is neither maximised nor full screen. */
export const WindowState = z.object({ bounds: Bounds, maximized: z.boolean(), fullScreen: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

export const SMALLEST = { width: 640, height: 480 } as const
const USUAL = { width: 1240, height: 860 } as const
/** So much of the window's upper edge must be on a display, else nobody could take hold of it. */
const GRIP = { width: 120, height: 40 } as const

/**
 * Where the window goes: where it was, if it can still be seen and reached there, else in the middle of the first
 * display.
 * @param workAreas of the displays, the primary one first
 */
export function planBounds(saved: Rectangle | undefined, workAreas: readonly Rectangle[]): Rectangle {
  const home = workAreas[0] ?? { x: 0, y: 0, ...USUAL }
  const area = saved && workAreas.find((each) => isReachable(saved, each))
  if (!saved || !area) {
    const width = Math.min(USUAL.width, home.width)
    const height = Math.min(USUAL.height, home.height)
    const x = home.x + Math.floor((home.width - width) / 2)
    return { x, y: home.y + Math.floor((home.height - height) / 2), width, height }
  }
  return {
    x: saved.x,
    y: Math.max(saved.y, area.y),
    width: Math.max(SMALLEST.width, Math.min(saved.width, area.width)),
    height: Math.max(SMALLEST.height, Math.min(saved.height, area.height)),
  }
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const right = Math.min(window.x + window.width, area.x + area.width)
  const isWide = right - Math.max(window.x, area.x) >= GRIP.width
  return isWide && window.y + GRIP.height > area.y && window.y + GRIP.height <= area.y + area.height
}

/** @returns nothing where there is no state or it is broken: a window's place is not worth a message */
export function readWindowState(path: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

export function writeWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(`${path}.new`, JSON.stringify(state))
    renameSync(`${path}.new`, path)
  } catch {
    // On a full disk the window opens in the middle next time.
  }
}
