import { type Property, property } from './property.ts'
import { scanXml } from './scan-xml.ts'

const MOST = 60

const labels: Readonly<Record<string, string>> = {
  'dc:creator': 'Author',
  'dc:title': 'Title',
  'dc:description': 'Description',
  'dc:subject': 'Keywords',
  'dc:rights': 'Copyright',
  'xmp:CreatorTool': 'Made with',
  'xmp:CreateDate': 'Made on',
  'xmp:ModifyDate': 'Last changed on',
  'xmp:MetadataDate': 'Properties changed on',
  'pdf:Producer': 'Written with',
  'pdf:Keywords': 'Keywords',
  'photoshop:City': 'City',
  'photoshop:Country': 'Country',
}

/** What a packet of XMP (ISO 16684-1) says, each property once, whether it stands in an element or an attribute. */
export function xmpProperties(xml: string): Property[] {
  const found = new Map<string, Set<string>>()
  const add = (name: string, value: string): void => {
    if (value.trim() === '' || (found.size >= MOST && !found.has(name))) return
    const values = found.get(name) ?? new Set<string>()
    found.set(name, values.add(value.trim()))
  }
  const open: string[] = []
  for (const part of scanXml(xml)) {
    if (part.kind === 'close') open.pop()
    else if (part.kind === 'open') {
      open.push(part.name)
      for (const [name, value] of part.attributes) if (!structural.test(name)) add(name, value)
    } else {
      const name = open.findLast((one) => !structural.test(one))
      if (name !== undefined) add(name, part.text)
    }
  }
  return [...found].flatMap(([name, values]) => property(labels[name] ?? name, [...values].join(', ')))
}

/** Names that say how it is written down, not what. */
const structural = /^(rdf:|x:|xml:|xmlns(:|$))/
