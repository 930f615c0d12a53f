/** The machine as far as the place of the data depends on it. */
export type Machine = {
  /** As `process.platform`. */
  readonly platform: string
  /** The user's home folder, absolute. */
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The folder of the store, the same in both shells, so that the desk opens the same work whichever way it is started.
 * Linux follows the XDG Base Directory Specification (0.8), by which a relative `XDG_DATA_HOME` is to be ignored.
 */
export function dataFolder({ platform, home, env }: Machine): string {
  if (platform === 'win32') return `${env['APPDATA'] ?? `${home}\\AppData\\Roaming`}\\Understudy`
  if (platform === 'darwin') return `${home}/Library/Application Support/Understudy`
  const xdg = env['XDG_DATA_HOME']
  return `${xdg?.startsWith('/') === true ? xdg.replace(/\/+$/, '') : `${home}/.local/share`}/understudy`
}
