/** As much of a Markdown tree (mdast) as is read here. */
type Node = { readonly type: string; depth?: number; readonly children?: readonly Node[] }

/**
 * Plugin of remark: headings of a text from outside go down one step at a time from the first level, however the text has
 * them, so that who goes from heading to heading misses none.
 * @param above depths, as they were written, of the headings that the next one stands below; the same for all pieces of a text
 */
export function evenHeadings(above: number[]) {
  return (tree: Node): void => {
    const visit = (node: Node): void => {
      if (node.type === 'heading' && node.depth !== undefined) {
        while (above.length > 0 && (above.at(-1) ?? 0) >= node.depth) above.pop()
        above.push(node.depth)
        node.depth = above.length
      }
      for (const child of node.children ?? []) visit(child)
    }
    visit(tree)
  }
}
