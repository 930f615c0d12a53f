import { app, type BrowserWindow, dialog } from 'electron'

/** What the user is told when the desk cannot go on by itself. */

/** @param text what is wrong and what helps, in the user's words */
export function showCannotStart(text: string): void {
  dialog.showErrorBox('Understudy cannot open your desk', text)
}

/** @param path where the file should have gone */
export function tellNotSaved(path: string): void {
  tell(
    'The file could not be saved.',
    `${path}\n\nThe disk or the stick may be full, or was taken out. Nothing is lost in Understudy: make room or choose another place, and save the file again.`,
  )
}

/** @param address that no program of this system opens, or none just now */
export function tellNotOpened(address: string): void {
  tell(
    'Your browser did not open.',
    `${address}\n\nOpen your browser by yourself and go to this address there. It may be that this computer has no browser set as the usual one.`,
  )
}

/** @param path of a folder for which no file manager opens */
export function tellNotShown(path: string): void {
  tell('The folder could not be shown.', `${path}\n\nOpen it by yourself in the program you look at files with.`)
}

function tell(message: string, detail: string): void {
  void dialog.showMessageBox({ type: 'error', message, detail, buttons: ['OK'], noLink: true })
}

async function ask(message: string, detail: string): Promise<boolean> {
  const buttons = ['Try again', 'Quit']
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message,
    detail,
    buttons,
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  })
  if (response !== 0) app.quit()
  return response === 0
}

/** @returns whether to try again; otherwise the desk quits */
export function askAfterCoreDeaths(): Promise<boolean> {
  return ask(
    'The part of Understudy that keeps your work has stopped several times in a row.',
    'All that was shown as saved is on this computer. Try again; if it stops again, restart the computer, and look whether its disk is full.',
  )
}

/** @returns whether to try again; otherwise the desk quits */
export function askAfterWindowDeaths(): Promise<boolean> {
  return ask(
    'The window of Understudy has stopped several times in a row.',
    'All that was shown as saved is on this computer, and your clock runs on. Try again, or quit and start Understudy anew.',
  )
}

/**
 * The page wants to stay because words or files in it are not saved yet; Electron itself would refuse to close without a word.
 * @returns whether to close all the same
 */
export function askBeforeLosingWords(window: BrowserWindow): boolean {
  const response = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Something in this window is not saved yet.',
    detail:
      'Keep the window open until it says “Saved on this computer” and each file that is being added is in its list. If words stay unsaved, the disk may be full: make room, and they save by themselves.',
    buttons: ['Keep it open', 'Close all the same'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  return response === 1
}
