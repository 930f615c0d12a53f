import { Component, memo, type ReactNode } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { cx } from './cx.ts'
import { OutsideLink } from './outside-link.tsx'
import styles from './prose.module.css'

/** Beyond this many characters Markdown is shown as it was written: laying it out would hold up the window. */
const LONGEST_LAID_OUT = 300_000

const plugins = [remarkGfm]

const components: Components = {
  // An address inside the text may lead anywhere: the person decides, with the whole address before their eyes.
  a: ({ href, children }) => <OutsideLink address={href ?? ''}>{children}</OutsideLink>,
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
  input: ({ checked }) => <span aria-label={checked === true ? 'Done' : 'To do'}>{checked === true ? '☑' : '☐'} </span>,
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
  const plain = <div className={cx(styles['prose'], styles['asWritten'], isSmall && styles['small'])}>{text}</div>
  if (text.length > LONGEST_LAID_OUT) return plain
  return (
    <ShowInstead key={text} instead={plain}>
      <div className={cx(styles['prose'], isSmall && styles['small'])}>
        <Markdown remarkPlugins={plugins} components={components} urlTransform={(url) => url}>
          {text}
        </Markdown>
      </div>
    </ShowInstead>
  )
})

type ShowInsteadProps = { readonly instead: ReactNode; readonly children: ReactNode }

/** A text built to break a parser (ten thousand nested quotes, say) is shown as it was written. */
class ShowInstead extends Component<ShowInsteadProps, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.instead : this.props.children
  }
}
