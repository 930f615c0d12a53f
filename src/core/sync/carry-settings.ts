import { z } from 'zod'
import type { Store } from '../store/open-store.ts'

/** What the expert chose about large files. */
export const CarrySettings = z.object({
  /** This link costs by the byte: large files wait until the expert lets them go. */
  metered: z.boolean().default(false),
  /** Above this a file waits on a metered link. */
  holdAbove: z.int().min(0).default(10_000_000),
})
export type CarrySettings = z.infer<typeof CarrySettings>

const KEY = 'carry-settings'

export function readCarrySettings(store: Store): CarrySettings {
  const parsed = CarrySettings.safeParse(JSON.parse(store.meta.get(KEY) ?? '{}'))
  return parsed.success ? parsed.data : CarrySettings.parse({})
}

export function writeCarrySettings(store: Store, settings: CarrySettings): void {
  store.meta.set(KEY, JSON.stringify(settings))
}

/** @returns whether a file waits for the expert's word because it is large and the link is metered */
export function isHeld(settings: CarrySettings, file: { size: number; letGo: boolean }): boolean {
  return settings.metered && file.size > settings.holdAbove && !file.letGo
}
