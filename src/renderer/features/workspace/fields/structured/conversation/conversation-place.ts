import { createStore, type StoreApi } from 'zustand/vanilla'

/** Where one is in a conversation. It is not kept with the work. */
export type ConversationPlace = StoreApi<{
  /** Which branch is shown: what a turn is answered with, by its id (`ROOT` for the first turns). */
  readonly chosen: ReadonlyMap<string, string>
  /** The turn that the caret goes to once it is drawn; `ROOT` for the first one, or for what begins one. */
  readonly wanted: string | undefined
}>

export function createConversationPlace(): ConversationPlace {
  return createStore(() => ({ chosen: new Map<string, string>(), wanted: undefined }))
}
