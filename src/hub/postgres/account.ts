import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The account the server runs under when this process may not run it itself. */
export type Account = { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * Postgres refuses to run as root. Then an account that every Unix has and that owns nothing does: `nobody`.
 * @returns undefined where this process's own account will do
 */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return accountFromPasswd(users) ?? { name: 'nobody', uid: 65_534, gid: 65_534 }
}

export function accountFromPasswd(text: string): Account | undefined {
  const found = /^nobody:[^:]*:(\d+):(\d+):/m.exec(text)
  if (found === null) return undefined
  const [uid, gid] = [Number(found[1]), Number(found[2])]
  // macOS writes nobody as -2, which is not a number here; a root that calls itself nobody is of no use.
  return uid > 0 ? { name: 'nobody', uid, gid } : undefined
}

/** The folders on the way to `path` that do not let the account through (by mode bits; access lists are not read). */
export async function barredFolders(path: string, account: Account): Promise<string[]> {
  const barred: string[] = []
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder)
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & bit) === 0) barred.push(folder)
    if (dirname(folder) === folder) return barred
  }
}

export async function canPassThrough(path: string, account: Account): Promise<boolean> {
  return (await barredFolders(path, account)).length === 0
}
