import { type PDFDocumentProxy, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useRef, useState } from 'react'
import { markWords } from './highlight.ts'
import { annotationMode } from './open-pdf.ts'
import { densityOf, type PageSize, scaleOf } from './page-layout.ts'
import styles from './pdf.module.css'

type PdfPageProps = {
  readonly document: PDFDocumentProxy
  /** From 0. */
  readonly index: number
  readonly total: number
  /** As the layout has it until the page itself says. */
  readonly shown: PageSize
  readonly width: number
  readonly zoom: number
  readonly words: string
  /** Which of the words on this page one has gone to. */
  readonly current: number | undefined
  readonly onSize: (index: number, size: PageSize) => void
}

/** One page: drawn, and over it its words, to be selected and found. */
export function PdfPage({ document: pdf, index, total, shown, width, zoom, words, current, onSize }: PdfPageProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState(0)
  const [isBroken, setBroken] = useState(false)

  useEffect(() => {
    const paper = canvas.current
    const text = layer.current
    if (paper === null || text === null) return
    const ending = new AbortController()
    draw({ pdf, index, width, zoom, paper, text, signal: ending.signal, onSize }).then(
      () => {
        if (!ending.signal.aborted) setDrawn((times) => times + 1)
      },
      () => {
        if (!ending.signal.aborted) setBroken(true)
      },
    )
    return () => ending.abort()
  }, [pdf, index, width, zoom, onSize])

  useEffect(() => {
    const text = layer.current
    if (drawn === 0 || text === null || words === '') return
    const { place, clear } = markWords(text, words, current)
    place?.startContainer.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    return clear
  }, [drawn, words, current])

  return (
    <section
      aria-label={`Page ${index + 1} of ${total}`}
      className={styles['page']}
      data-drawn={drawn > 0}
      style={{ width: shown.width, height: shown.height }}
    >
      <canvas ref={canvas} aria-hidden="true" className={styles['paper']} />
      <div ref={layer} className={styles['text']} />
      {isBroken ? <p className={styles['broken']}>This page cannot be drawn. Save a copy to see it.</p> : null}
    </section>
  )
}

type Drawing = {
  readonly pdf: PDFDocumentProxy
  readonly index: number
  readonly width: number
  readonly zoom: number
  readonly paper: HTMLCanvasElement
  readonly text: HTMLElement
  readonly signal: AbortSignal
  readonly onSize: (index: number, size: PageSize) => void
}

async function draw({ pdf, index, width, zoom, paper, text, signal, onSize }: Drawing): Promise<void> {
  const page = await pdf.getPage(index + 1)
  if (signal.aborted) return
  const { width: pageWidth, height: pageHeight } = page.getViewport({ scale: 1 })
  onSize(index, { width: pageWidth, height: pageHeight })
  const scale = scaleOf({ width: pageWidth, height: pageHeight }, width, zoom)
  const viewport = page.getViewport({ scale })
  const density = densityOf(viewport, window.devicePixelRatio)
  paper.width = Math.max(1, Math.floor(viewport.width * density))
  paper.height = Math.max(1, Math.floor(viewport.height * density))
  const transform = [density, 0, 0, density, 0, 0]
  const rendering = page.render({ canvas: paper, viewport, transform, annotationMode })
  const words = text.ownerDocument.createElement('div')
  words.style.setProperty('--total-scale-factor', String(scale))
  words.dataset['layer'] = 'words'
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport })
  signal.addEventListener('abort', () => {
    rendering.cancel()
    layer.cancel()
  })
  await Promise.all([rendering.promise, layer.render()])
  if (!signal.aborted) text.replaceChildren(words)
}
