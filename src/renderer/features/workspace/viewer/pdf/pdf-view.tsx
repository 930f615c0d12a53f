import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Result } from '../../../../../shared/domain/result.ts'
import { type DocumentProblem, problemToText } from '../../../../documents/problem.ts'
import { wholeNumber } from '../../../../format/amounts.ts'
import { Notice } from '../fault-note.tsx'
import viewer from '../viewer.module.css'
import { type OpenPdf, openPdf } from './open-pdf.ts'
import { MOST_PAGES, type PageSize, scaleOf, zoomStep } from './page-layout.ts'
import { PdfBar } from './pdf-bar.tsx'
import { PdfPage } from './pdf-page.tsx'
import styles from './pdf.module.css'
import { usePdfSearch } from './use-pdf-search.ts'

type PdfViewProps = { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly isLarge: boolean }

type Opened = { readonly pdf: OpenPdf; readonly first: PageSize }

/** A PDF, its pages below each other; those that are seen are drawn. */
export function PdfView({ bytes, name, isLarge }: PdfViewProps) {
  const [opened, setOpened] = useState<Result<Opened, DocumentProblem>>()

  useEffect(() => {
    const ending = new AbortController()
    let close = (): void => undefined
    void openPdf(bytes, document.baseURI, ending.signal).then(async (answer) => {
      if (answer.ok) close = () => answer.value.close()
      if (ending.signal.aborted) close()
      else if (!answer.ok) setOpened(answer)
      else setOpened(await withFirstPage(answer.value))
    })
    return () => {
      ending.abort()
      close()
    }
  }, [bytes])

  if (opened === undefined) return <p className={viewer['note']}>Opening the file …</p>
  if (!opened.ok) return <Notice text={problemToText(opened.error)} />
  return <Pages key={name} {...opened.value} name={name} isLarge={isLarge} />
}

/** The layout begins with all pages as large as the first one. */
async function withFirstPage(pdf: OpenPdf): Promise<Result<Opened, DocumentProblem>> {
  try {
    const { width, height } = (await pdf.document.getPage(1)).getViewport({ scale: 1 })
    return width > 0 && height > 0
      ? { ok: true, value: { pdf, first: { width, height } } }
      : { ok: false, error: 'damaged' }
  } catch {
    // A page that cannot be read: a library's complaint about what it was given.
    return { ok: false, error: 'damaged' }
  }
}

/** Pixels between pages, and beside them. */
const GAP = 12
const BESIDE = 16
/** The arrow keys scroll what has the focus. */
const scrollable = { tabIndex: 0 }

type PagesProps = Opened & { readonly name: string; readonly isLarge: boolean }

function Pages({ pdf: { document: pdf }, first, name, isLarge }: PagesProps) {
  const scroller = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(0)
  const [zoom, setZoom] = useState(1)
  const [sizes, setSizes] = useState<ReadonlyMap<number, PageSize>>(() => new Map())
  const total = Math.min(pdf.numPages, MOST_PAGES)
  const shownSize = (index: number): PageSize => {
    const size = sizes.get(index) ?? first
    const scale = scaleOf(size, width, zoom)
    return { width: Math.max(1, Math.floor(size.width * scale)), height: Math.max(1, Math.floor(size.height * scale)) }
  }
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : total,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => shownSize(index).height + GAP,
    overscan: 1,
  })
  const { scrollToIndex } = virtualizer
  const goTo = useCallback((page: number) => scrollToIndex(page, { align: 'start' }), [scrollToIndex])
  const search = usePdfSearch(pdf, total, goTo)
  const onSize = useCallback((index: number, size: PageSize) => {
    setSizes((before) => (isSame(before.get(index), size) ? before : new Map(before).set(index, size)))
  }, [])

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = (): void => setWidth(Math.max(120, Math.min(1100, element.clientWidth - 2 * BESIDE)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  // Pages are as high as the width and the zoom make them.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, width, zoom, sizes])

  const items = virtualizer.getVirtualItems()
  const top = virtualizer.scrollOffset ?? 0
  const page = items.find(({ end }) => end > top + GAP)?.index ?? 0
  return (
    <div className={viewer['viewer']} data-large={isLarge}>
      <PdfBar
        name={name}
        page={page}
        total={total}
        zoom={zoom}
        search={search}
        onPage={goTo}
        onZoom={(by) => setZoom((now) => (by === 'fit' ? 1 : zoomStep(now, by)))}
      />
      {pdf.numPages > total ? (
        <Notice
          text={`This file has ${wholeNumber(pdf.numPages)} pages. The first ${wholeNumber(total)} are shown; save a copy to see the rest.`}
        />
      ) : null}
      <section
        ref={scroller}
        aria-label={name}
        {...scrollable}
        className={styles['scroller']}
        data-large={isLarge}
        data-pages={pdf.numPages}
      >
        <div className={styles['pages']} style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <div key={index} className={styles['place']} style={{ transform: `translateY(${start}px)` }}>
              <PdfPage
                document={pdf}
                index={index}
                total={pdf.numPages}
                shown={shownSize(index)}
                width={width}
                zoom={zoom}
                words={search.words}
                current={search.current?.page === index ? search.current.nth : undefined}
                onSize={onSize}
              />
            </div>
          ))}
        </div>
      </section>
    </div>
  )
}

function isSame(a: PageSize | undefined, b: PageSize): boolean {
  return a !== undefined && a.width === b.width && a.height === b.height
}
