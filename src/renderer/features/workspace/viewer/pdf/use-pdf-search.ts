import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useState } from 'react'
import { type Found, searchPdf } from './pdf-search.ts'

/** A pause in typing this long, and it is looked for. */
const PAUSE_MS = 250

export type PdfSearch = {
  readonly words: string
  readonly found: readonly Found[]
  /** The place one has gone to, in `found`. */
  readonly at: number
  readonly isDone: boolean
  readonly current: Found | undefined
  look(words: string): void
  go(by: 1 | -1): void
}

type Result = { readonly words: string; readonly found: readonly Found[]; readonly isDone: boolean }

const NOTHING: Result = { words: '', found: [], isDone: true }

/** @param goTo brings a page into view */
export function usePdfSearch(pdf: PDFDocumentProxy, pages: number, goTo: (page: number) => void): PdfSearch {
  const [words, setWords] = useState('')
  const [result, setResult] = useState(NOTHING)
  const [at, setAt] = useState(0)

  useEffect(() => {
    if (words.trim() === '') return
    const ending = new AbortController()
    const { signal } = ending
    const timer = setTimeout(() => {
      let isFirst = true
      const report = (found: readonly Found[]): void => {
        setResult({ words, found, isDone: false })
        const [first] = found
        if (isFirst && first !== undefined) {
          isFirst = false
          goTo(first.page)
        }
      }
      void searchPdf(pdf, pages, words, { report, signal }).then(() => {
        if (!signal.aborted)
          setResult((last) => ({ words, found: last.words === words ? last.found : [], isDone: true }))
      })
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      ending.abort()
    }
  }, [pdf, pages, words, goTo])

  const { found, isDone } = result.words === words ? result : { found: [], isDone: false }
  return {
    words,
    found,
    at,
    isDone,
    current: found[at],
    look: (next) => {
      setWords(next)
      setAt(0)
    },
    go: (by) => {
      if (found.length === 0) return
      const next = (at + by + found.length) % found.length
      setAt(next)
      const place = found[next]
      if (place !== undefined) goTo(place.page)
    },
  }
}
