import type { Content, Element } from './pasted-nodes.ts'

/**
 * The box to tick that an item of a list begins with, as GitHub and other pages have it, or which the item itself is, as
 * in Google Docs.
 * @returns it in front of what the item says; nothing where there is none
 */
export function boxOf({ properties, children }: Element): Content[] {
  const isTicked = properties['role'] === 'checkbox' ? properties['ariaChecked'] === 'true' : firstBox(children)
  if (isTicked === undefined) return []
  return [{ type: 'element', tagName: 'input', properties: { type: 'checkbox', checked: isTicked }, children: [] }]
}

/** What a box may stand in. */
const AROUND: ReadonlySet<string> = new Set(['p', 'label', 'span', 'div'])

/** @returns whether it is ticked */
function firstBox(children: readonly Content[]): boolean | undefined {
  const first = children.find(
    (child) => child.type === 'element' || (child.type === 'text' && child.value.trim() !== ''),
  )
  if (first?.type !== 'element') return undefined
  if (AROUND.has(first.tagName)) return firstBox(first.children)
  const { type, checked } = first.properties
  return first.tagName === 'input' && type === 'checkbox' ? (checked ?? false) !== false : undefined
}
