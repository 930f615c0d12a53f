import { codeOf } from './code-of.ts'

const codes = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOENT', 'EISDIR'])

/**
 * Whether what was given could not be stored or read for a reason of this computer (a full disk, a folder without rights, no
 * handle left), as against a fault of what was given or of the line it came by.
 */
export function isOwnTrouble(error: unknown): boolean {
  return codes.has(codeOf(error))
}
