import { ok, type Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import { type Properties, type Property, property } from './property.ts'
import { scanXml } from './scan-xml.ts'
import { readZip, textOfPart, type Zip } from './zip.ts'
import { rewriteZip } from './zip-rewrite.ts'

type Kind = {
  /** How a relationship of the package names it. */
  readonly type: string
  readonly path: string
  readonly root: string
  readonly emptied: string
}

/** The properties of Office files (ECMA-376, part 2, 8; part 1, 15.2.12), where they lie as a rule, and none of them. */
const kinds: readonly Kind[] = [
  {
    type: 'core-properties',
    path: 'docProps/core.xml',
    root: 'coreProperties',
    emptied:
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  },
  {
    type: 'extended-properties',
    path: 'docProps/app.xml',
    root: 'Properties',
    emptied:
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  },
  {
    type: 'custom-properties',
    path: 'docProps/custom.xml',
    root: 'Properties',
    emptied:
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
  },
]

const labels: Readonly<Record<string, string>> = {
  'dc:creator': 'Author',
  'cp:lastModifiedBy': 'Last changed by',
  'dcterms:created': 'Made on',
  'dcterms:modified': 'Last changed on',
  'cp:lastPrinted': 'Last printed on',
  'cp:revision': 'Times saved',
  'dc:title': 'Title',
  'dc:subject': 'Subject',
  'dc:description': 'Comments about the file',
  'cp:keywords': 'Keywords',
  'cp:category': 'Category',
  'cp:contentStatus': 'Status',
  'cp:version': 'Version',
  'dc:identifier': 'Identifier',
  'dc:language': 'Language',
  Application: 'Made with',
  AppVersion: 'Version of the program',
  Company: 'Company',
  Manager: 'Manager',
  Template: 'Template',
  TotalTime: 'Minutes it was open',
  HyperlinkBase: 'Base of links',
}

export function officeProperties(bytes: Uint8Array): Result<Properties, DocumentProblem> {
  const zip = readZip(bytes)
  if (!zip.ok) return zip
  const places = placesIn(zip.value)
  if (!places.ok) return places
  const removable: Property[] = []
  for (const [path, { type }] of places.value) {
    const xml = textOfPart(zip.value, path)
    if (!xml.ok) return xml
    removable.push(...(type === 'custom-properties' ? customProperties(xml.value) : plainProperties(xml.value)))
  }
  const staying = stayingIn(zip.value)
  if (!staying.ok) return staying
  const isSigned = zip.value.entries.some(({ name }) => name.startsWith('_xmlsignatures/'))
  const obstacle = 'This file is signed. Taking anything out would break the signature.'
  return ok({ removable, staying: staying.value, ...(isSigned ? { obstacle } : {}) })
}

/** @returns a copy whose other parts lie in it byte for byte as before */
export function cleanOffice(bytes: Uint8Array): Result<Uint8Array<ArrayBuffer>, DocumentProblem> {
  const zip = readZip(bytes)
  if (!zip.ok) return zip
  const places = placesIn(zip.value)
  if (!places.ok) return places
  const parts = [...places.value].map(([path, { emptied }]) => [path, new TextEncoder().encode(emptied)] as const)
  return ok(rewriteZip(zip.value, new Map(parts)))
}

/** Where the properties lie: where they do as a rule, and where the package says so, as files made by .NET do. */
function placesIn(zip: Zip): Result<ReadonlyMap<string, Kind>, DocumentProblem> {
  const places = new Map(kinds.map((kind) => [kind.path, kind]))
  const relations = textOfPart(zip, '_rels/.rels')
  if (!relations.ok) return relations
  for (const part of scanXml(relations.value ?? '')) {
    if (part.kind !== 'open' || part.name !== 'Relationship') continue
    const type = part.attributes.get('Type') ?? ''
    const kind = kinds.find((one) => type.endsWith(`/${one.type}`))
    const path = (part.attributes.get('Target') ?? '').replace(/^\//, '')
    if (kind === undefined || places.has(path)) continue
    const xml = textOfPart(zip, path)
    if (!xml.ok) return xml
    // A file made to hurt could name the text itself, which would be emptied.
    if (rootOf(xml.value ?? '') === kind.root) places.set(path, kind)
  }
  return ok(places)
}

/** The name of the first element, without its prefix. */
function rootOf(xml: string): string | undefined {
  for (const part of scanXml(xml)) if (part.kind === 'open') return part.name.slice(part.name.indexOf(':') + 1)
  return undefined
}

/** Each element below the first one, with all the text in it. */
function plainProperties(xml = ''): Property[] {
  const found: Property[] = []
  const counted: string[] = []
  let depth = 0
  let text = ''
  for (const part of scanXml(xml)) {
    if (part.kind === 'open') {
      depth += 1
      if (depth === 2) text = ''
    } else if (part.kind === 'text') text += `${part.text} `
    else {
      if (depth === 2 && !counts.has(part.name)) found.push(...property(labelOf(part.name), text))
      else if (depth === 2) counted.push(`${part.name} ${text.trim()}`)
      depth -= 1
    }
  }
  return [...found, ...property('Counts and settings', counted.join(', '))]
}

/** Some programs write the properties of a package without a prefix. */
function labelOf(name: string): string {
  return labels[name] ?? labels[`cp:${name}`] ?? name
}

/** What a program notes of every file and what says nothing of a person: told in one line. */
const counts: ReadonlySet<string> = new Set(
  (
    'Pages Words Characters CharactersWithSpaces Lines Paragraphs Slides Notes HiddenSlides MMClips PresentationFormat ' +
    'DocSecurity ScaleCrop LinksUpToDate SharedDoc HyperlinksChanged HeadingPairs TitlesOfParts'
  ).split(' '),
)

/** Properties that somebody named. */
function customProperties(xml = ''): Property[] {
  const found: Property[] = []
  let name = ''
  let text = ''
  for (const part of scanXml(xml)) {
    if (part.kind === 'text') text += part.text
    else if (part.name !== 'property') continue
    else if (part.kind === 'open') {
      name = part.attributes.get('name') ?? ''
      text = ''
    } else found.push(...property(name === '' ? 'Own property' : name, text === '' ? 'empty' : text))
  }
  return found
}

/** What stands in the text itself: comments, changes that are tracked, folders, a picture of the first page. */
function stayingIn(zip: Zip): Result<Property[], DocumentProblem> {
  const found: Property[] = []
  const authors = new Set<string>()
  let comments = 0
  let changes = 0
  for (const { name } of zip.entries) {
    if (!said.test(name)) continue
    const xml = textOfPart(zip, name)
    if (!xml.ok) return xml
    let isAuthor = false
    for (const part of scanXml(xml.value ?? '')) {
      if (part.kind === 'text') {
        if (isAuthor) authors.add(part.text)
        continue
      }
      isAuthor = part.kind === 'open' && part.name === 'author'
      if (part.kind !== 'open') continue
      if (commentElements.has(part.name)) comments += 1
      if (changeElements.has(part.name)) changes += 1
      if (commentElements.has(part.name) || changeElements.has(part.name) || personElements.has(part.name)) {
        const who = ['w:author', 'w15:author', 'name', 'displayName'].flatMap((key) => part.attributes.get(key) ?? [])
        for (const one of who) authors.add(one)
      }
      if (part.name.endsWith(':absPath')) found.push(...property('Folder it was saved in', part.attributes.get('url')))
    }
  }
  if (comments > 0) found.push({ label: 'Comments', value: String(comments) })
  if (changes > 0) found.push({ label: 'Tracked changes', value: String(changes) })
  found.push(...property('Names in comments and changes', [...authors].slice(0, 20).join(', ')))
  const thumbnail = zip.entries.some(({ name }) => name.startsWith('docProps/thumbnail.'))
  if (thumbnail) found.push({ label: 'Preview', value: 'a small picture of the first page' })
  return ok(found)
}

const said =
  /^(word\/(document|comments|people|footnotes|header\d*|footer\d*)\.xml|xl\/(comments\d*|workbook|persons\/person)\.xml|xl\/threadedComments\/.+\.xml|ppt\/commentAuthors\.xml|ppt\/authors\.xml|ppt\/comments\/.+\.xml)$/
const commentElements = new Set(['w:comment', 'comment', 'threadedComment', 'p:cm', 'p188:cm'])
const changeElements = new Set(['w:ins', 'w:del', 'w:moveFrom', 'w:moveTo'])
const personElements = new Set(['w15:person', 'person', 'p:cmAuthor', 'p188:author'])
