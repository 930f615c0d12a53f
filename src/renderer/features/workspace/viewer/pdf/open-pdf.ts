import {
  AnnotationMode,
  getDocument,
  PasswordException,
  type PDFDocumentProxy,
  PDFWorker,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import { err, ok, type Result } from '../../../../../shared/domain/result.ts'
import type { DocumentProblem } from '../../../../documents/problem.ts'

/** A file that is not open after this long is made to hang. */
const PATIENCE_MS = 30_000
/** Pictures in a page with more elements than these are left out. */
const MOST_PICTURE_ELEMENTS = 80_000_000

export type OpenPdf = { readonly document: PDFDocumentProxy; close(): void }

/** Remarks and forms are drawn as they look; nothing in them can be pressed or filled in. */
export const annotationMode = AnnotationMode.ENABLE

/**
 * Opens a PDF in a worker of its own. No script in it is run (only pdf.js's form layer would, which is not loaded), no
 * address in it is followed, and what the library needs besides (character maps, fonts, decoders) are files of the window.
 * @param base address of the window, to find those files by
 */
export async function openPdf(
  bytes: Uint8Array,
  base: string,
  signal: AbortSignal,
): Promise<Result<OpenPdf, DocumentProblem>> {
  const port = new Worker(new URL('../../../../documents/pdf-worker.ts', import.meta.url), { type: 'module' })
  const worker = PDFWorker.create({ port, verbosity: VerbosityLevel.ERRORS })
  const files = (folder: string): string => new URL(`pdf/${folder}/`, base).href
  const task = getDocument({
    // A copy, because the worker takes what it is given.
    data: bytes.slice(),
    worker,
    verbosity: VerbosityLevel.ERRORS,
    cMapUrl: files('cmaps'),
    standardFontDataUrl: files('standard_fonts'),
    wasmUrl: files('wasm'),
    // The Content-Security-Policy has no place for WebAssembly; the library brings the same in JavaScript.
    useWasm: false,
    useSystemFonts: false,
    disableWorkerRendering: true,
    enableXfa: false,
    maxImageSize: MOST_PICTURE_ELEMENTS,
  })
  const close = (): void => {
    void task.destroy().finally(() => {
      worker.destroy()
      port.terminate()
    })
  }
  const late = new Promise<'late'>((resolve) => {
    const timer = setTimeout(() => resolve('late'), PATIENCE_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve('late')
    })
  })
  try {
    const document = await Promise.race([task.promise, late])
    if (document !== 'late') return ok({ document, close })
    close()
    return err('too-long')
  } catch (error) {
    close()
    return err(error instanceof PasswordException ? 'locked' : 'damaged')
  }
}
