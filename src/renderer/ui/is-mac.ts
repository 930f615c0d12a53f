/** Whether the keyboard is one of a Mac, where ⌘ does what Ctrl does elsewhere and ⌥ writes characters. */
export function isMac(): boolean {
  return /Mac|iP(hone|ad)/.test(navigator.userAgent)
}
