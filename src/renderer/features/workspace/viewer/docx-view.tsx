import type { ElementContent, Root } from 'hast'
import { createElement, type ReactNode, useMemo, useState } from 'react'
import { problemToText } from '../../../documents/problem.ts'
import { count } from '../../../format/amounts.ts'
import { Button } from '../../../ui/button.tsx'
import { cx } from '../../../ui/cx.ts'
import { OutsideLink } from '../../../ui/outside-link.tsx'
import prose from '../../../ui/prose.module.css'
import { Notice } from './fault-note.tsx'
import { useDocument } from './use-document.ts'
import styles from './viewer.module.css'

/** Paragraphs, tables and the like that are laid out at once. */
const BLOCKS = 1_500
/** Nothing that a person wrote is nested deeper. */
const DEEPEST = 60

/** A Word document as text: no pages, headers or colours. */
export function DocxView({ bytes }: { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const answer = useDocument('docx', bytes)
  const [shown, setShown] = useState(BLOCKS)
  if (answer === undefined) return <p className={styles['note']}>Reading the document …</p>
  if (!answer.ok) return <Notice text={problemToText(answer.error)} />
  const { tree, picturesLeftOut } = answer.value
  if (tree.children.length === 0) return <p className={styles['note']}>There is no text in this document.</p>
  return (
    <>
      <p className={styles['note']}>
        Its text. Pages, headers and remarks in the margin are in the copy that you save.
        {picturesLeftOut === 0 ? '' : ` ${count(picturesLeftOut, 'picture is', 'pictures are')} not shown.`}
      </p>
      <DocumentText tree={tree} shown={shown} />
      {tree.children.length > shown ? (
        <Button onPress={() => setShown(Number.POSITIVE_INFINITY)}>Show the rest</Button>
      ) : null}
    </>
  )
}

function DocumentText({ tree, shown }: { readonly tree: Root; readonly shown: number }) {
  const content = useMemo(
    () => tree.children.slice(0, shown).map((node, at) => toReact(node as ElementContent, `${at}`, 0)),
    [tree, shown],
  )
  return <div className={cx(prose['prose'], prose['small'], styles['docx'])}>{content}</div>
}

/** The screen has its own headings; those of a document begin below them. */
const tags: Readonly<Record<string, string>> = {
  ...sameTags('p blockquote ul ol li pre code br hr strong em u s sup sub thead tbody tr th td'),
  h1: 'h3',
  h2: 'h4',
  h3: 'h5',
  h4: 'h6',
  h5: 'h6',
  h6: 'h6',
}

function sameTags(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, name]))
}

/** Only the elements named here come into the page, and of their attributes only those that are looked at here. */
function toReact(node: ElementContent, key: string, depth: number): ReactNode {
  if (node.type === 'text') return node.value
  if (node.type !== 'element' || depth > DEEPEST) return null
  const { tagName, properties } = node
  const inner = (): ReactNode[] => node.children.map((child, at) => toReact(child, `${key}.${at}`, depth + 1))
  if (tagName === 'a') {
    return (
      <OutsideLink key={key} address={textOf(properties['href'])}>
        {inner()}
      </OutsideLink>
    )
  }
  if (tagName === 'img') {
    const source = textOf(properties['src'])
    const name = textOf(properties['alt'])
    if (/^data:image\/(png|jpeg|gif|webp);base64,/.test(source)) {
      return <img key={key} src={source} alt={name} className={styles['docxPicture']} />
    }
    return (
      <span key={key} className={prose['picture']}>
        Picture{name === '' ? '' : `: ${name}`} (not shown)
      </span>
    )
  }
  if (tagName === 'table') {
    return (
      <div key={key} className={prose['tableScroller']}>
        <table>{inner()}</table>
      </div>
    )
  }
  const tag = tags[tagName]
  if (tag === undefined) return inner()
  if (tag === 'br' || tag === 'hr') return createElement(tag, { key })
  return createElement(tag, { key, ...spansOf(properties) }, ...inner())
}

function spansOf(properties: Record<string, unknown>): { colSpan?: number; rowSpan?: number } {
  const span = (name: 'colSpan' | 'rowSpan'): object => {
    const n = Number(properties[name])
    return Number.isInteger(n) && n > 1 && n <= 200 ? { [name]: n } : {}
  }
  return { ...span('colSpan'), ...span('rowSpan') }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
