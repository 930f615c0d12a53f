import { lazy, Suspense } from 'react'
import type { FileRef } from '../../../../shared/domain/fields.ts'
import { bytes as inBytes } from '../../../format/amounts.ts'
import { FaultNote } from './fault-note.tsx'
import { endingOf, fileKindOf, shownBytes } from './file-kind.ts'
import type { FileBytes } from './use-file-bytes.ts'
import styles from './viewer.module.css'

// Each kind comes in a file of its own when the first one of it is opened, so that the window starts as before.
const PdfView = lazy(async () => ({ default: (await import('./pdf/pdf-view.tsx')).PdfView }))
const DocxView = lazy(async () => ({ default: (await import('./docx-view.tsx')).DocxView }))
const WorkbookView = lazy(async () => ({ default: (await import('./workbook-view.tsx')).WorkbookView }))
const SlidesView = lazy(async () => ({ default: (await import('./slides-view.tsx')).SlidesView }))
const CsvView = lazy(async () => ({ default: (await import('./csv-view.tsx')).CsvView }))
const TextView = lazy(async () => ({ default: (await import('./text-view.tsx')).TextView }))
const PictureView = lazy(async () => ({ default: (await import('./picture-view.tsx')).PictureView }))

type FileViewProps = {
  readonly file: FileRef
  readonly read: FileBytes
  /** Whether it has the window's height before it, as in a dialog. */
  readonly isLarge?: boolean
}

/** What is in a file, shown without trusting it; what it is, where that cannot be shown. */
export function FileView({ file, read, isLarge = false }: FileViewProps) {
  switch (read.state) {
    case 'reading':
      return <p className={styles['note']}>Reading the file …</p>
    case 'away':
      return <p className={styles['note']}>This file has not come yet. It is fetched when there is a network.</p>
    case 'too-large':
      return (
        <>
          <p className={styles['note']}>
            This file has {inBytes(file.size)}; up to {inBytes(shownBytes[fileKindOf(file)])} are shown here. Save a
            copy to see it.
          </p>
          <Facts file={file} />
        </>
      )
    case 'failed':
      return <p className={styles['note']}>{read.text}</p>
    case 'here':
      return (
        <FaultNote key={file.sha256}>
          <Suspense fallback={<p className={styles['note']}>Reading the file …</p>}>
            <Contents file={file} bytes={read.bytes} isCut={read.isCut} isLarge={isLarge} />
          </Suspense>
        </FaultNote>
      )
  }
}

type ContentsProps = {
  readonly file: FileRef
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isCut: boolean
  readonly isLarge: boolean
}

function Contents({ file, bytes, isCut, isLarge }: ContentsProps) {
  const kind = fileKindOf(file)
  switch (kind) {
    case 'pdf':
      return <PdfView bytes={bytes} name={file.name} isLarge={isLarge} />
    case 'docx':
      return <DocxView bytes={bytes} />
    case 'xlsx':
      return <WorkbookView bytes={bytes} name={file.name} isLarge={isLarge} />
    case 'pptx':
      return <SlidesView bytes={bytes} />
    case 'csv':
      return <CsvView bytes={bytes} name={file.name} isCut={isCut} isLarge={isLarge} />
    case 'markdown':
    case 'text':
      return <TextView bytes={bytes} isMarkdown={kind === 'markdown'} isCut={isCut} />
    case 'picture':
      return <PictureView file={file} bytes={bytes} isLarge={isLarge} />
    case 'other':
      return (
        <>
          <p className={styles['note']}>Open this file with the program you use for it: save a copy first.</p>
          <Facts file={file} />
        </>
      )
  }
}

/** What is known of a file that is not shown. */
function Facts({ file }: { readonly file: FileRef }) {
  const ending = endingOf(file.name)
  const facts = [
    ['Name', file.name],
    ['Kind', ending === '' ? file.mediaType : `${ending.toUpperCase()} (${file.mediaType})`],
    ['Size', inBytes(file.size)],
    ['SHA-256', file.sha256],
  ] as const
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
