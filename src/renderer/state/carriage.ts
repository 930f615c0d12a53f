import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CarriedIn, SavedOutbox } from '../../shared/contract/desk-carriage.ts'
import { SEALED_ENDING } from '../../shared/sealed/manifest.ts'
import { toBase64 } from '../client/base64.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText } from '../client/error-text.ts'
import { readOut } from './read-out.ts'

export type CarriageResult =
  | { readonly kind: 'saved'; readonly saved: SavedOutbox; readonly hubName: string }
  | { readonly kind: 'read'; readonly carried: CarriedIn }
  | { readonly kind: 'refused'; readonly text: string }

export type CarriageState = {
  /** What goes on, and how far it is: 0 to 1. */
  readonly busy?: { readonly what: 'saving' | 'reading'; readonly share: number } | undefined
  readonly result?: CarriageResult | undefined
}

/** Sealed files between this window and the core. One at a time. */
export type Carriage = {
  readonly store: StoreApi<CarriageState>
  save(hub: { readonly id: string; readonly name: string }): Promise<void>
  read(file: Blob & { readonly name: string }): Promise<void>
}

/** @param handOver gives a whole file to the person */
export function createCarriage(
  desk: Pick<Desk, 'carriage'>,
  handOver: (fileName: string, content: Blob) => void,
): Carriage {
  const store = createStore<CarriageState>(() => ({}))

  async function during(what: 'saving' | 'reading', work: () => Promise<CarriageResult>): Promise<void> {
    if (store.getState().busy !== undefined) return
    store.setState({ busy: { what, share: 0 }, result: undefined })
    try {
      const result = await work()
      store.setState({ busy: undefined, result })
    } catch (error) {
      store.setState({ busy: undefined, result: { kind: 'refused', text: problemOf(error) } })
    }
  }

  function progress(what: 'saving' | 'reading', share: number): void {
    store.setState({ busy: { what, share } })
  }

  return {
    store,
    save: (hub) =>
      during('saving', async () => {
        const saved = await desk.carriage.save({ hubId: hub.id })
        const content = await readOut(desk, saved, (share) => progress('saving', share))
        handOver(saved.fileName, content)
        return { kind: 'saved', saved, hubName: hub.name }
      }),

    read: (file) =>
      during('reading', async () => {
        if (!file.name.toLowerCase().endsWith(SEALED_ENDING) || file.size === 0) {
          return { kind: 'refused', text: `${file.name} is no sealed file. Those end in ${SEALED_ENDING}.` }
        }
        const { uploadId, partBytes } = await desk.carriage.begin({ size: file.size })
        try {
          for (let offset = 0; offset < file.size; ) {
            const bytes = await toBase64(file.slice(offset, offset + partBytes))
            offset = (await desk.carriage.part({ uploadId, offset, bytes })).received
            progress('reading', offset / file.size)
          }
          return { kind: 'read', carried: await desk.carriage.finish({ uploadId }) }
        } catch (error) {
          await desk.carriage.cancel({ uploadId }).catch(() => undefined)
          throw error
        }
      }),
  }
}

/** Asks before the window goes with a sealed file half read in or half written: nothing goes on with it later. */
export function askWhileBusy(window: Window, carriage: Carriage): void {
  window.addEventListener('beforeunload', (event) => {
    if (carriage.store.getState().busy !== undefined) event.preventDefault()
  })
}

function problemOf(error: unknown): string {
  // The browser could not read it: a folder, or a stick that has been taken out.
  if (error instanceof DOMException) return 'This file cannot be read. Is the stick still in?'
  return errorToText(error)
}
