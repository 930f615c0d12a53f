import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppealableTask } from '../../shared/contract/desk-appeal.ts'
import type { ExportFormat, ExportPreview, Person } from '../../shared/contract/desk-exports.ts'
import { moveDate } from '../../shared/rules/days.ts'
import { fromBase64 } from '../client/base64.ts'
import type { Desk } from '../client/desk.ts'
import { errorToText } from '../client/error-text.ts'
import { readOut } from './read-out.ts'
import { createResource, type Resource } from './resource.ts'
import { handedOut } from './save-file.ts'
import { choiceToDates, type Dates, type RangeChoice } from './time-ranges.ts'
import type { Toasts } from './toasts.ts'
import { createWatch, type Watch } from './watch.ts'

export type ExportsState = {
  readonly choice: RangeChoice
  readonly custom: Dates
  readonly format: ExportFormat
  /** Lengths as the programmes round them, where a format has room for one length only. */
  readonly isRounded: boolean
  readonly clockHours: 12 | 24
  readonly isBusy: boolean
}

/** Hours on their way out: which, as what, and for whom. */
export type Exports = Watch & {
  readonly store: StoreApi<ExportsState>
  /** What the chosen range holds; undefined value while the dates make no range. */
  readonly preview: Resource<ExportPreview | undefined>
  readonly person: Resource<Person>
  /** Tasks of which an appeal pack can be made. */
  readonly appealable: Resource<readonly AppealableTask[]>
  choose(change: Partial<Omit<ExportsState, 'isBusy'>>): void
  /** The calendar has gone on: so do the dates that are suggested, and “this week” may be another one. */
  newDay(): void
  /** @returns what is wrong with it, in the person's words */
  savePerson(person: Person): Promise<string | undefined>
  /** Makes the file and hands it over. */
  make(): Promise<void>
  /** Makes an appeal pack of some tasks and hands it over. @returns whether that went well */
  appeal(taskIds: readonly string[]): Promise<boolean>
}

/** @param save hands a file to the person */
export function createExports(
  desk: Pick<Desk, 'exports' | 'appeal' | 'carriage'>,
  toasts: Pick<Toasts, 'say' | 'complain'>,
  today: () => string,
  save: (fileName: string, mediaType: string, bytes: BlobPart) => void,
): Exports {
  const suggest = (): Dates => ({ first: moveDate(today(), -30), last: today() })
  let suggested = suggest()
  const store = createStore<ExportsState>(() => ({
    choice: 'this-week',
    custom: suggested,
    format: 'csv',
    isRounded: true,
    clockHours: 12,
    isBusy: false,
  }))
  const datesNow = (): Dates | undefined => choiceToDates(store.getState().choice, store.getState().custom, today())
  const preview = createResource(async () => {
    const dates = datesNow()
    return dates === undefined ? undefined : desk.exports.preview({ dates })
  })
  const person = createResource(() => desk.exports.person({}))
  const appealable = createResource(() => desk.appeal.tasks({}))
  const shown = createWatch(() => void preview.refresh())

  return {
    store,
    preview,
    person,
    appealable,
    choose: (change) => {
      store.setState(change)
      if (change.choice !== undefined || change.custom !== undefined) void preview.refresh()
    },
    ...shown,
    newDay: () => {
      const { choice, custom } = store.getState()
      // Dates that are in sight, or were chosen, stay as they are.
      if (choice !== 'custom' && custom === suggested) store.setState({ custom: (suggested = suggest()) })
      shown.changed()
    },
    watch: () => {
      void person.refresh()
      return shown.watch()
    },
    savePerson: async (changed) => {
      try {
        person.put(await desk.exports.savePerson(changed))
        return undefined
      } catch (error) {
        return errorToText(error)
      }
    },
    make: async () => {
      const dates = datesNow()
      if (dates === undefined) {
        toasts.complain('Choose two dates, the first one not after the last.')
        return
      }
      const { format, isRounded, clockHours } = store.getState()
      store.setState({ isBusy: true })
      try {
        const made = await desk.exports.make({ dates, format, isRounded, clockHours })
        save(made.fileName, made.mediaType, fromBase64(made.bytes))
        toasts.say(handedOut(made.fileName))
      } catch (error) {
        toasts.complain(errorToText(error))
      } finally {
        store.setState({ isBusy: false })
      }
    },
    appeal: async (taskIds) => {
      store.setState({ isBusy: true })
      try {
        const made = await desk.appeal.make({ taskIds: [...taskIds] })
        save(made.fileName, 'application/zip', await readOut(desk, made))
        toasts.say(handedOut(made.fileName))
        return true
      } catch (error) {
        toasts.complain(errorToText(error))
        return false
      } finally {
        store.setState({ isBusy: false })
      }
    },
  }
}
