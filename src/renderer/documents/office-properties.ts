import { ok, type Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import { type Properties, type Property, property } from './property.ts'
import { scanXml } from './scan-xml.ts'
import { readZip, textOfPart, type Zip } from './zip.ts'
import { rewriteZip } from './zip-rewrite.ts'

/** The properties of Office files (ECMA-376, part 2, 8; part 1, 15.2.12) and how they are without any. */
const emptied: Readonly<Record<string, string>> = {
  'docProps/core.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  'docProps/app.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
  'docProps/custom.xml':
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}

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
  const removable: Property[] = []
  for (const path of Object.keys(emptied)) {
    const xml = textOfPart(zip.value, path)
    if (!xml.ok) return xml
    removable.push(...(path === 'docProps/custom.xml' ? customProperties(xml.value) : plainProperties(xml.value)))
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
  const parts = Object.entries(emptied).map(([path, xml]) => [path, new TextEncoder().encode(xml)] as const)
  return ok(rewriteZip(zip.value, new Map(parts)))
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
      if (depth === 2 && !counts.has(part.name)) found.push(...property(labels[part.name] ?? part.name, text))
      else if (depth === 2) counted.push(`${part.name} ${text.trim()}`)
      depth -= 1
    }
  }
  return [...found, ...property('Counts and settings', counted.join(', '))]
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
