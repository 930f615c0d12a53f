/**
 * The data folder of a system, as src/shared/rules/data-folder.ts has it; this runs in Nodes that read no TypeScript. An
 * empty or relative XDG_DATA_HOME is to be ignored: work would lie wherever the command was given.
 * @param {{ platform: string, home: string, env: NodeJS.ProcessEnv }} machine
 */
export function usualFolder({ platform, home, env }) {
  if (platform === 'win32') return `${env['APPDATA'] ?? `${home}\\AppData\\Roaming`}\\Understudy`
  if (platform === 'darwin') return `${home}/Library/Application Support/Understudy`
  const xdg = env['XDG_DATA_HOME']
  return `${xdg?.startsWith('/') ? xdg.replace(/\/+$/, '') : `${home}/.local/share`}/understudy`
}
