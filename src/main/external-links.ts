import { dialog, shell, type BrowserWindow } from 'electron'

/** Longest address that a dialog shows whole. */
const LONGEST = 400

/**
 * Offers to open a web address in the system's browser, naming it in full, because the page decides what a link's words
 * say. Everything but https is dropped.
 * @param onNotOpened told the address, as it was asked about, where no program opens it
 */
export function createLinkOpener(
  parent: () => BrowserWindow | undefined,
  onNotOpened: (address: string) => void,
): (url: string) => void {
  let isAsking = false

  async function ask(address: string): Promise<void> {
    const options = {
      type: 'question' as const,
      message: 'Open this address in your browser?',
      detail: address.length > LONGEST ? `${address.slice(0, LONGEST)}…` : address,
      buttons: ['Open', 'Cancel'],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    }
    const window = parent()
    const { response } = window ? await dialog.showMessageBox(window, options) : await dialog.showMessageBox(options)
    if (response === 0) await shell.openExternal(address).catch(() => onNotOpened(options.detail))
  }

  return (url) => {
    const address = URL.canParse(url) ? new URL(url) : undefined
    // One question at a time: a page cannot bury the screen under dialogs.
    if (address?.protocol !== 'https:' || isAsking) return
    isAsking = true
    void ask(address.href).finally(() => {
      isAsking = false
    })
  }
}
