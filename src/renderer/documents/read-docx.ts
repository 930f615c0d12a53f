import type { Nodes, Root } from 'hast'
import { defaultSchema, type Schema, sanitize } from 'hast-util-sanitize'
import mammoth from 'mammoth'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { MOST_PICTURE_ELEMENTS, pictureSize } from './picture-size.ts'
import type { DocumentProblem } from './problem.ts'
import { readZip, repack } from './zip.ts'

/** Bytes of pictures in one document that are shown. */
const MOST_PICTURE_BYTES = 30_000_000
/** A text longer than this would hold up the window. */
const MOST_HTML = 40_000_000

/** What a text document may consist of here: no styles, no addresses but links and pictures that lie in the file. */
const schema: Schema = {
  ...defaultSchema,
  tagNames:
    'p h1 h2 h3 h4 h5 h6 ul ol li blockquote br hr pre code strong em u s sup sub a img table thead tbody tr th td'.split(
      ' ',
    ),
  attributes: { a: ['href'], img: ['src', 'alt'], td: ['colSpan', 'rowSpan'], th: ['colSpan', 'rowSpan'] },
  protocols: { href: ['http', 'https', 'mailto'], src: ['data'] },
  strip: ['script', 'style'],
}

export type DocxText = { readonly tree: Root; readonly picturesLeftOut: number }

/** @returns the text of a Word document as a tree of plain elements, safe to be shown */
export async function readDocx(bytes: Uint8Array): Promise<Result<DocxText, DocumentProblem>> {
  const zip = readZip(bytes)
  if (!zip.ok) return zip
  if (!zip.value.entries.some(({ name }) => name === 'word/document.xml')) return err('damaged')
  const packed = repack(zip.value, (name) => /\.(xml|rels|png|jpe?g|gif|webp)$/i.test(name))
  if (!packed.ok) return packed
  const pictures = { bytes: 0, leftOut: 0 }
  try {
    const input = { arrayBuffer: packed.value, buffer: packed.value }
    const convertImage = mammoth.images.imgElement(async (image) => ({ src: await pictureSource(image, pictures) }))
    const { value: html } = await mammoth.convertToHtml(input, { convertImage, externalFileAccess: false })
    if (html.length > MOST_HTML) return err('too-large')
    const parsed = unified().use(rehypeParse, { fragment: true }).parse(html)
    const tree = sanitize(parsed, schema) as Root
    forgetPositions(tree)
    return ok({ tree, picturesLeftOut: pictures.leftOut })
  } catch {
    // A library's complaint about what it was given.
    return err('damaged')
  }
}

/** Where a node stood in the text in between is of no use, and three times the size of the rest. */
function forgetPositions(node: Nodes): void {
  delete node.position
  if ('children' in node) for (const child of node.children) forgetPositions(child)
}

type Picture = {
  readonly contentType: string
  readAsArrayBuffer(): Promise<ArrayBuffer>
  readAsBase64String(): Promise<string>
}

/** @returns the picture inside its address; an empty one where it is too large or of a kind that is not shown */
async function pictureSource(image: Picture, pictures: { bytes: number; leftOut: number }): Promise<string> {
  const bytes = new Uint8Array(await image.readAsArrayBuffer())
  const size = pictureSize(bytes)
  pictures.bytes += bytes.length
  const isShown =
    /^image\/(png|jpeg|gif|webp)$/.test(image.contentType) &&
    size !== undefined &&
    size.width * size.height <= MOST_PICTURE_ELEMENTS &&
    pictures.bytes <= MOST_PICTURE_BYTES
  if (isShown) return `data:${image.contentType};base64,${await image.readAsBase64String()}`
  pictures.leftOut += 1
  return ''
}
