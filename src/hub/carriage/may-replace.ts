import { stat } from 'node:fs/promises'
import { openSealed } from '../../sealed/open-sealed.ts'
import type { SealedManifest } from '../../shared/sealed/manifest.ts'
import type { OperatorError } from '../context.ts'

/**
 * Whether a sealed file may be written to this name. One for the same desk or expert may be replaced: the newer one holds what
 * it held, for it goes on from where the desk has read. Anything else that lies there may not have been carried yet, or is no
 * sealed file at all.
 * @param isOlder whether what lies there is an older one of the same
 * @returns why not
 */
export async function whyNotReplace(
  path: string,
  isOlder: (manifest: SealedManifest) => boolean,
): Promise<OperatorError | undefined> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  if (!isThere) return undefined
  const opened = await openSealed(path).catch(() => undefined)
  if (opened?.ok === true) opened.value.close()
  if (opened?.ok === true && isOlder(opened.value.manifest)) return undefined
  return {
    code: 'taken',
    text: `${path} is there already and holds something else${opened?.ok === true ? `, for ${opened.value.manifest.expert.name}` : ''}. Give another name; nothing was done.`,
  }
}
