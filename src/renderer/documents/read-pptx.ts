import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import { scanXml } from './scan-xml.ts'
import { readZip, textOfPart, type Zip } from './zip.ts'

/** More slides than these nobody reads here. */
const MOST_SLIDES = 2_000

export type Slide = {
  readonly isHidden: boolean
  readonly title: string
  /** Paragraphs and rows of tables, in their order. */
  readonly lines: readonly SlideLine[]
  readonly notes: readonly string[]
}
export type SlideLine = { readonly text: string; readonly level: number } | { readonly cells: readonly string[] }

/** @returns what is written on the slides, in the order in which they are shown */
export function readPptx(bytes: Uint8Array): Result<readonly Slide[], DocumentProblem> {
  const zip = readZip(bytes)
  if (!zip.ok) return zip
  const main = textOfPart(zip.value, 'ppt/presentation.xml')
  if (!main.ok) return main
  const targets = relations(zip.value, 'ppt/presentation.xml')
  if (!targets.ok) return targets
  if (main.value === undefined) return err('damaged')
  const slides: Slide[] = []
  for (const part of scanXml(main.value)) {
    if (part.kind !== 'open' || part.name !== 'p:sldId') continue
    if (slides.length === MOST_SLIDES) return err('too-large')
    const target = targets.value.get(part.attributes.get('r:id') ?? '')
    if (target === undefined) return err('damaged')
    const slide = readSlide(zip.value, target.path)
    if (!slide.ok) return slide
    slides.push(slide.value)
  }
  return ok(slides)
}

type Relation = { readonly path: string; readonly type: string }

/** What a part refers to, by id (ECMA-376 part 2, 9.3). */
function relations(zip: Zip, path: string): Result<ReadonlyMap<string, Relation>, DocumentProblem> {
  const slash = path.lastIndexOf('/')
  const folder = path.slice(0, slash)
  const xml = textOfPart(zip, `${folder}/_rels/${path.slice(slash + 1)}.rels`)
  if (!xml.ok) return xml
  const found = new Map<string, Relation>()
  for (const part of scanXml(xml.value ?? '')) {
    if (part.kind !== 'open' || part.name !== 'Relationship') continue
    const { attributes } = part
    const type = attributes.get('Type') ?? ''
    found.set(attributes.get('Id') ?? '', {
      path: resolved(folder, attributes.get('Target') ?? ''),
      type: type.slice(type.lastIndexOf('/') + 1),
    })
  }
  return ok(found)
}

function resolved(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/')
  for (const step of target.split('/')) {
    if (step === '..') parts.pop()
    else if (step !== '.' && step !== '') parts.push(step)
  }
  return parts.join('/')
}

function readSlide(zip: Zip, path: string): Result<Slide, DocumentProblem> {
  const xml = textOfPart(zip, path)
  if (!xml.ok) return xml
  if (xml.value === undefined) return err('damaged')
  const targets = relations(zip, path)
  if (!targets.ok) return targets
  const notesPath = [...targets.value.values()].find(({ type }) => type === 'notesSlide')?.path
  const notesXml = notesPath === undefined ? ok(undefined) : textOfPart(zip, notesPath)
  if (!notesXml.ok) return notesXml
  const { title, lines, isHidden } = readShapes(xml.value)
  const notes = readShapes(notesXml.value ?? '').lines.flatMap((line) => ('text' in line ? [line.text] : []))
  return ok({ title, lines, isHidden, notes })
}

/** Placeholders that repeat what the slide itself shows. */
const repeated = new Set(['sldNum', 'dt', 'ftr', 'hdr', 'sldImg'])

function readShapes(xml: string): Omit<Slide, 'notes'> {
  const lines: SlideLine[] = []
  const titles: string[] = []
  let isHidden = false
  let placeholder = ''
  let paragraph: string | undefined
  let level = 0
  let row: string[] | undefined
  let isInText = false

  for (const part of scanXml(xml)) {
    if (part.kind === 'text') {
      if (isInText && paragraph !== undefined) paragraph += part.text
      continue
    }
    const isOpen = part.kind === 'open'
    switch (part.name) {
      case 'p:sld':
        if (isOpen && part.attributes.get('show') === '0') isHidden = true
        break
      case 'p:sp':
        placeholder = ''
        break
      case 'p:ph':
        if (isOpen) placeholder = part.attributes.get('type') ?? 'body'
        break
      case 'a:tr':
        if (isOpen) row = []
        else if (row !== undefined) {
          lines.push({ cells: row })
          row = undefined
        }
        break
      case 'a:tc':
        if (isOpen) row?.push('')
        break
      case 'a:p':
        if (isOpen) {
          paragraph = ''
          level = 0
        } else if (paragraph !== undefined) {
          place(paragraph.trim())
          paragraph = undefined
        }
        break
      case 'a:pPr':
        if (isOpen) level = Math.min(8, Math.max(0, Number(part.attributes.get('lvl') ?? 0) || 0))
        break
      case 'a:br':
        if (isOpen && paragraph !== undefined) paragraph += '\n'
        break
      case 'a:t':
        isInText = isOpen
        break
      default:
    }
  }

  function place(text: string): void {
    if (text === '') return
    if (row !== undefined && row.length > 0) row.push([row.pop(), text].filter((one) => one !== '').join('\n'))
    else if (placeholder === 'title' || placeholder === 'ctrTitle') titles.push(text)
    else if (!repeated.has(placeholder)) lines.push({ text, level })
  }

  return { isHidden, title: titles.join(' '), lines }
}
