import { CarrySettings } from '../../shared/contract/desk-offline.ts'
import type { Store } from '../store/open-store.ts'

export function readCarrySettings(store: Store): CarrySettings {
  return store.meta.getJson('carry-settings', CarrySettings) ?? CarrySettings.parse({})
}

export function writeCarrySettings(store: Store, settings: CarrySettings): void {
  store.meta.setJson('carry-settings', settings)
}

/** @returns whether a file waits for the expert's word because it is large and the link is metered */
export function isHeld(settings: CarrySettings, file: { size: number; letGo: boolean }): boolean {
  return settings.metered && file.size > settings.holdAbove && !file.letGo
}
