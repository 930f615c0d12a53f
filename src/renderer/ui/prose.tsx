import { Fragment, lazy, memo, Suspense, useMemo } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { readMaths } from '../format/maths-marks.ts'
import { boundLinks, boundMarks, isTooDense, isTooMuch } from './bound-marks.ts'
import { cx } from './cx.ts'
import { evenHeadings } from './even-headings.ts'
import { InsideLink } from './inside-link.tsx'
import { INSIDE } from './inside-links.ts'
import type { LayOut } from './lay-out.ts'
import { Tick } from './marks.tsx'
import { OutsideLink } from './outside-link.tsx'
import styles from './prose.module.css'
import { sliceMarkdown } from './slice-markdown.ts'
import { VisuallyHidden } from './visually-hidden.tsx'

/** Beyond this many characters Markdown is shown as it was written: laying it out would hold up the window. */
const LONGEST_LAID_OUT = 300_000

/** Formulas need a large library, which is fetched from this computer when a text has one. */
const WithMaths = lazy(async () => ({ default: (await import('./prose-maths.tsx')).WithMaths }))

const components: Components = {
  // An address inside the text may lead anywhere: the person decides, with the whole address before their eyes.
  a: ({ href, children, ...rest }) =>
    // The way back from a footnote is an address inside the page, which only the window's screens have.
    'data-footnote-backref' in rest ? null : INSIDE.test(href ?? '') ? (
      <InsideLink address={href ?? ''}>{children}</InsideLink>
    ) : (
      <OutsideLink address={href ?? ''}>{children}</OutsideLink>
    ),
  // Nothing is fetched from outside, and a picture that is needed comes as a file.
  img: ({ alt }) => <span className={styles['picture']}>Picture{alt ? `: ${alt}` : ''} (not shown)</span>,
  table: ({ children }) => (
    <div className={styles['tableScroller']}>
      <table>{children}</table>
    </div>
  ),
  // The screen has its own headings; those of a text begin below them.
  h1: ({ children }) => <h3>{children}</h3>,
  h2: ({ children }) => <h4>{children}</h4>,
  h3: ({ children }) => <h5>{children}</h5>,
  h4: ({ children }) => <h6>{children}</h6>,
  h5: ({ children }) => <h6>{children}</h6>,
  input: ({ checked }) => (
    <span className={styles['box']}>
      <VisuallyHidden>{checked === true ? 'Done: ' : 'To do: '}</VisuallyHidden>
      {checked === true ? <Tick /> : null}
    </span>
  ),
}

type ProseProps = {
  readonly text: string
  /** Smaller, for notes and margins. */
  readonly isSmall?: boolean
}

/**
 * Markdown from outside (CommonMark with tables and task lists), shown without trusting it: raw HTML appears as text,
 * pictures are not fetched, links do not lead away from the window.
 */
export const Prose = memo(function Prose({ text, isSmall = false }: ProseProps) {
  const read = useMemo(() => (text.length > LONGEST_LAID_OUT ? undefined : readMaths(text)), [text])
  const laidOut = useMemo(() => (read === undefined ? undefined : layOut(read.text)), [read])
  return (
    <div className={cx(styles['prose'], isSmall && styles['small'], laidOut === undefined && styles['asWritten'])}>
      {laidOut !== undefined && read?.hasMaths === true ? (
        <Suspense fallback={laidOut}>
          <WithMaths text={read.text} written={text} layOut={layOut} />
        </Suspense>
      ) : (
        (laidOut ?? text)
      )}
    </div>
  )
})

const layOut: LayOut = (text, { remarkPlugins, rehypePlugins } = {}) => {
  if (isTooMuch(text)) return undefined
  // Formulas are counted over all of the text.
  const pieces = remarkPlugins === undefined ? sliceMarkdown(text) : [text]
  const above: number[] = []
  const seen = { looks: 0, links: 0 }
  let at = 0
  try {
    const laidOut = pieces.map((piece) => {
      if (isTooDense(piece)) throw new RangeError('too many ends in one piece')
      // Called here and not left to React, because it has no state, and a text built to break a parser (ten thousand
      // nested quotes, say) then fails here, where it can be answered.
      const shown = Markdown({
        children: piece,
        remarkPlugins: [
          remarkGfm,
          [evenHeadings, above],
          [boundLinks, seen],
          ...(remarkPlugins ?? []),
          [boundMarks, seen],
        ],
        rehypePlugins: rehypePlugins ?? [],
        components,
        urlTransform: (url) => url,
      })
      at += piece.length
      return <Fragment key={at}>{shown}</Fragment>
    })
    return <>{laidOut}</>
  } catch {
    return undefined
  }
}
