import { access, constants, stat } from 'node:fs/promises'
import type { OperatorError } from '../context.ts'

/** Why a file that a command names cannot be read; undefined where it can. */
export async function whyUnreadable(path: string): Promise<OperatorError | undefined> {
  try {
    await access(path, constants.R_OK)
    if (!(await stat(path)).isDirectory()) return undefined
    return { code: 'no-file', text: `${path} is a folder. Name a file in it.` }
  } catch {
    return { code: 'no-file', text: `The file ${path} cannot be read.` }
  }
}
