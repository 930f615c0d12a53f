import { CarrySettings } from '../../shared/contract/desk-offline.ts'
import type { Store } from '../store/open-store.ts'
import { readStored } from '../store/read-stored.ts'

const KEY = 'carry-settings'

export function readCarrySettings(store: Store): CarrySettings {
  return readStored(CarrySettings, store.meta.get(KEY)) ?? CarrySettings.parse({})
}

export function writeCarrySettings(store: Store, settings: CarrySettings): void {
  store.meta.set(KEY, JSON.stringify(settings))
}

/** @returns whether a file waits for the expert's word because it is large and the link is metered */
export function isHeld(settings: CarrySettings, file: { size: number; letGo: boolean }): boolean {
  return settings.metered && file.size > settings.holdAbove && !file.letGo
}
