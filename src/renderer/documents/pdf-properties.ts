import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFInvalidObject,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFStream,
  PDFString,
} from '@cantoo/pdf-lib'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import type { DocumentProblem } from './problem.ts'
import { type Properties, type Property, property } from './property.ts'
import { xmpProperties } from './xmp.ts'

const labels: Readonly<Record<string, string>> = {
  Author: 'Author',
  Title: 'Title',
  Subject: 'Subject',
  Keywords: 'Keywords',
  Creator: 'Made with',
  Producer: 'Written with',
  CreationDate: 'Made on',
  ModDate: 'Last changed on',
  Company: 'Company',
}

const METADATA = PDFName.of('Metadata')
/** What programs keep for themselves in a page or a document (ISO 32000-2, 14.5). */
const PIECE_INFO = PDFName.of('PieceInfo')

async function load(bytes: Uint8Array): Promise<Result<PDFDocument, DocumentProblem>> {
  try {
    const options = { updateMetadata: false, ignoreEncryption: true, throwOnInvalidObject: false }
    const document = await PDFDocument.load(bytes, options)
    if (document.isEncrypted) return err('locked')
    return document.getPageCount() > 0 ? ok(document) : err('damaged')
  } catch {
    // A library's complaint about what it was given.
    return err('damaged')
  }
}

/** What a PDF says in its information dictionary and in XMP (ISO 32000-2, 14.3), and who wrote in its margins. */
export async function pdfProperties(bytes: Uint8Array): Promise<Result<Properties, DocumentProblem>> {
  const loaded = await load(bytes)
  if (!loaded.ok) return loaded
  const document = loaded.value
  const removable: Property[] = []
  const info = document.context.lookup(document.context.trailerInfo.Info)
  if (info instanceof PDFDict) {
    for (const [key, value] of info.entries()) {
      removable.push(...property(labels[key.decodeText()] ?? key.decodeText(), textOf(document, value)))
    }
  }
  const known = new Set(removable.map(({ value }) => value))
  for (const holder of dictionaries(document)) {
    const found = xmpProperties(xmpText(document, holder)).filter(({ value }) => !known.has(value))
    const isSome = holder.has(METADATA) || holder.has(PIECE_INFO)
    removable.push(...found, ...(isSome && found.length === 0 ? [{ label: 'Notes of a program', value: 'some' }] : []))
  }
  const obstacle = isSigned(document)
    ? { obstacle: 'This file is signed. Taking anything out would break the signature.' }
    : {}
  return ok({ removable, staying: margins(document), ...obstacle })
}

/** @returns a copy with the same pages, without those of `removable` */
export async function cleanPdf(bytes: Uint8Array): Promise<Result<Uint8Array<ArrayBuffer>, DocumentProblem>> {
  const loaded = await load(bytes)
  if (!loaded.ok) return loaded
  const document = loaded.value
  const { context } = document
  const gone: PDFObject[] = []
  if (context.trailerInfo.Info !== undefined) gone.push(context.trailerInfo.Info)
  delete context.trailerInfo.Info
  for (const holder of dictionaries(document)) {
    for (const key of [METADATA, PIECE_INFO]) {
      const held = holder.get(key)
      if (held !== undefined) gone.push(held)
      holder.delete(key)
    }
  }
  // What nothing refers to any more would still be written.
  for (const one of gone) if (one instanceof PDFRef) context.delete(one)
  dropUnreachable(document)
  const useObjectStreams = new TextDecoder('latin1').decode(bytes).includes('/ObjStm')
  const saved = await document.save({ useObjectStreams, addDefaultPage: false, updateFieldAppearances: false })
  return ok(new Uint8Array(saved))
}

/** Takes out what only the removed parts referred to, and what earlier changes of the file have left in it. */
function dropUnreachable({ context }: PDFDocument): void {
  const objects = context.enumerateIndirectObjects()
  // What could not be read may refer to anything.
  if (objects.some(([, object]) => object instanceof PDFInvalidObject)) return
  const reached = new Set<PDFRef>()
  const { Root, Encrypt, ID } = context.trailerInfo
  const open: (PDFObject | undefined)[] = [Root, Encrypt, ID]
  while (open.length > 0) {
    const object = open.pop()
    if (object instanceof PDFRef) {
      if (reached.has(object)) continue
      reached.add(object)
      open.push(context.lookup(object))
    } else if (object instanceof PDFArray) for (const one of object.asArray()) open.push(one)
    else if (object instanceof PDFDict) for (const one of object.values()) open.push(one)
    else if (object instanceof PDFStream) open.push(object.dict)
  }
  for (const [ref] of objects) if (!reached.has(ref)) context.delete(ref)
}

/** Every dictionary of the file, also those of streams. */
function dictionaries({ context }: PDFDocument): PDFDict[] {
  return context
    .enumerateIndirectObjects()
    .flatMap(([, object]) => (object instanceof PDFDict ? [object] : object instanceof PDFStream ? [object.dict] : []))
    .filter((dict) => dict.get(PDFName.of('Type')) !== METADATA)
}

function xmpText({ context }: PDFDocument, holder: PDFDict): string {
  const stream = context.lookup(holder.get(METADATA))
  if (!(stream instanceof PDFRawStream)) return ''
  try {
    return new TextDecoder().decode(decodePDFRawStream(stream).decode().subarray(0, 500_000))
  } catch {
    // Packed in a way that is not known: it is said that there is something.
    return ''
  }
}

function textOf({ context }: PDFDocument, value: PDFObject): string {
  const object = context.lookup(value)
  if (object instanceof PDFString || object instanceof PDFHexString) {
    const text = object.decodeText()
    const date = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?/.exec(text)
    return date === null ? text : dateText(date)
  }
  if (object instanceof PDFName) return object.decodeText()
  return object instanceof PDFNumber ? String(object.asNumber()) : ''
}

function dateText([, year = '', month, day, hour, minute]: RegExpExecArray): string {
  const date = [year, month, day].filter((part) => part !== undefined).join('-')
  return hour === undefined ? date : `${date} ${hour}:${minute ?? '00'}`
}

function isSigned(document: PDFDocument): boolean {
  return dictionaries(document).some(
    (dict) => dict.get(PDFName.of('FT')) === PDFName.of('Sig') && dict.has(PDFName.of('V')),
  )
}

/** Remarks on pages, and the names at them; attached files. */
function margins(document: PDFDocument): Property[] {
  const names = new Set<string>()
  let remarks = 0
  let attached = 0
  for (const dict of dictionaries(document)) {
    const type = dict.get(PDFName.of('Type'))
    if (type === PDFName.of('Filespec') && dict.has(PDFName.of('EF'))) attached += 1
    const subtype = dict.get(PDFName.of('Subtype'))
    if (!dict.has(PDFName.of('Rect')) || subtype === PDFName.of('Link') || subtype === PDFName.of('Widget')) continue
    if (subtype === undefined || !(dict.get(PDFName.of('Rect')) instanceof PDFArray)) continue
    remarks += 1
    const who = dict.get(PDFName.of('T'))
    if (who !== undefined) names.add(textOf(document, who))
  }
  return [
    ...(remarks === 0 ? [] : [{ label: 'Comments', value: String(remarks) }]),
    ...property('Names in comments', [...names].slice(0, 20).join(', ')),
    ...(attached === 0 ? [] : [{ label: 'Files attached to it', value: String(attached) }]),
  ]
}
