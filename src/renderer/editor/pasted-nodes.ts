import type { sanitize } from 'hast-util-sanitize'

type Node = Parameters<typeof sanitize>[0]
export type Root = Extract<Node, { type: 'root' }>
export type Element = Extract<Node, { type: 'element' }>
export type Content = Element['children'][number]

export function element(tagName: string, children: Content[]): Element {
  return { type: 'element', tagName, properties: {}, children }
}

export function styleOf({ properties }: Element): string {
  const style = properties['style']
  return typeof style === 'string' ? style : ''
}

export function wordsOf(children: readonly Content[]): string {
  return children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? wordsOf(child.children) : ''))
    .join('')
}
