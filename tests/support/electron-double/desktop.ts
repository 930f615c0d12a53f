import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'
import { isReady } from './host.ts'
import { recordAndAnswer, recordCall } from './recorded.ts'

/** What is shown on the desktop or given to other programs: recorded, and answered as the test has laid out. */

export const shell = {
  /** The answer `refused` is a system on which nothing opens such an address. */
  openExternal: async (url: string, options?: Electron.OpenExternalOptions) => {
    const answer = recordAndAnswer<'refused' | undefined>('shell.openExternal', [url, options], undefined)
    if (answer === 'refused') throw new Error('Failed to open URL')
  },
  openPath: (path: string) => Promise.resolve(recordAndAnswer('shell.openPath', [path], '')),
  showItemInFolder: (path: string) => recordCall('shell.showItemInFolder', [path]),
} satisfies Partial<Electron.Shell>

type MessageBoxOptions = Electron.MessageBoxOptions

/** As Electron does it, closing a box is its `cancelId`, else a button labelled so, else the first. */
function dismissed({ cancelId, buttons = [] }: MessageBoxOptions): Electron.MessageBoxReturnValue {
  const labelled = buttons.findIndex((label) => /^(cancel|no)$/i.test(label))
  return { response: cancelId ?? Math.max(labelled, 0), checkboxChecked: false }
}

/** Dialogs take an optional window first. */
function last<Options>(args: readonly [Options] | readonly [object, Options]): Options {
  return args.length === 1 ? args[0] : args[1]
}

export const dialog = {
  showMessageBox(...args: [MessageBoxOptions] | [object, MessageBoxOptions]) {
    const options = last(args)
    return Promise.resolve(recordAndAnswer('dialog.showMessageBox', [options], dismissed(options)))
  },
  showMessageBoxSync(...args: [MessageBoxOptions] | [object, MessageBoxOptions]): number {
    const options = last(args)
    return recordAndAnswer('dialog.showMessageBoxSync', [options], dismissed(options).response)
  },
  showOpenDialog(...args: [Electron.OpenDialogOptions] | [object, Electron.OpenDialogOptions]) {
    const none: Electron.OpenDialogReturnValue = { canceled: true, filePaths: [] }
    return Promise.resolve(recordAndAnswer('dialog.showOpenDialog', [last(args)], none))
  },
  showSaveDialog(...args: [Electron.SaveDialogOptions] | [object, Electron.SaveDialogOptions]) {
    const none: Electron.SaveDialogReturnValue = { canceled: true, filePath: '' }
    return Promise.resolve(recordAndAnswer('dialog.showSaveDialog', [last(args)], none))
  },
  // Before the app is ready nothing is shown on Linux (electron.d.ts, `showErrorBox`).
  showErrorBox: (title: string, content: string) => {
    if (isReady() || process.platform !== 'linux') recordCall('dialog.showErrorBox', [title, content])
    else process.stderr.write(`${title}\n${content}\n`)
  },
}

export class Notification extends EventEmitter {
  readonly title: string
  readonly body: string

  static isSupported(): boolean {
    return true
  }

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super()
    this.title = options.title ?? ''
    this.body = options.body ?? ''
  }

  show(): void {
    recordCall('Notification.show', [this.title, this.body])
    this.emit('show')
  }

  close(): void {
    this.emit('close')
  }
}

export class Tray extends EventEmitter {
  #destroyed = false

  constructor(image: unknown) {
    super()
    recordCall('new Tray', [image])
  }

  setToolTip(text: string): void {
    recordCall('Tray.setToolTip', [text])
  }

  setContextMenu(menu: unknown): void {
    recordCall('Tray.setContextMenu', [menu])
  }

  destroy(): void {
    this.#destroyed = true
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }
}
