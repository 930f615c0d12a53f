import type { Content, TableCell } from 'pdfmake/interfaces.js'
import type { Address, InvoiceLine, IssuedInvoice } from '../../../shared/domain/invoice.ts'
import { localTime } from '../../../shared/rules/days.ts'
import {
  amountText,
  buyerVatId,
  invoicePeriod,
  paymentMeans,
  paymentTerms,
  percentText,
  sellerIdentifier,
  sellerVatId,
} from '../../../shared/rules/invoice-document.ts'
import { partsToDecimal, QUANTITY_DECIMALS } from '../../../shared/rules/invoice-lines.ts'
import { minorToDecimal } from '../../../shared/rules/pay.ts'
import { isRounded, roundingToText } from '../../../shared/rules/rounding.ts'
import { hms } from '../formats/clock-text.ts'
import { facts, figure, muted, pageFoot, rowLines, strong, title, unparted, words } from '../pdf/paper-look.ts'
import type { Paper } from '../pdf/render-pdf.ts'
import { textToRuns } from '../pdf/text-runs.ts'

const units = { HUR: 'h', MIN: 'min', C62: 'task' } as const

/** An issued invoice as a paper, its timesheet behind it. Dated by the day of issue, so that it is the same each time. */
export function invoiceToPaper(invoice: IssuedInvoice): Paper {
  const { number, kind, issueDate, seller } = invoice
  const name = kind === 'invoice' ? `Invoice ${number}` : `Credit note ${number}`
  return {
    title: name,
    // This stands in the file's metadata too, where these signs would be markup.
    author: seller.name.replaceAll(/[<>&\p{Cc}]/gu, ' ').trim(),
    at: Date.parse(`${issueDate}T00:00:00Z`),
    footer: pageFoot(`${name} · ${seller.name}`),
    content: [
      {
        columns: [
          { width: '*', stack: [title(name)] },
          { width: 'auto', alignment: 'right', stack: senderLines(invoice) },
        ],
      },
      {
        margin: [0, 22, 0, 0],
        columns: [
          { width: '*', stack: receiverLines(invoice) },
          { width: 210, stack: [facts(dates(invoice))] },
        ],
      },
      lineTable(invoice),
      sumTable(invoice),
      ...remarks(invoice),
      ...annex(invoice),
    ],
  }
}

function senderLines(invoice: IssuedInvoice): Content[] {
  const { seller } = invoice
  const vatId = sellerVatId(invoice)
  const own = sellerIdentifier(invoice)
  const lines = [
    ...addressLines(seller.address),
    seller.contact.phone,
    seller.contact.email,
    vatId === '' ? '' : `VAT number ${vatId}`,
    seller.taxNumber.trim() === '' ? '' : `Tax number ${seller.taxNumber}`,
    seller.registration.trim() === '' ? '' : `Register ${seller.registration}`,
    own === '' || own === seller.taxNumber.trim() ? '' : `Identifier ${own}`,
  ]
  return [strong(words(seller.name)), ...lines.filter((line) => line.trim() !== '').map((line) => muted(words(line)))]
}

function receiverLines(invoice: IssuedInvoice): Content[] {
  const { buyer } = invoice
  const vatId = buyerVatId(invoice)
  const lines = [...addressLines(buyer.address), vatId === '' ? '' : `VAT number ${vatId}`]
  return [muted({ text: 'To' }), strong(words(buyer.name)), ...lines.filter((line) => line.trim() !== '').map(words)]
}

function addressLines({ street, more, postCode, city, region, country }: Address): string[] {
  const land = country === '' ? '' : (new Intl.DisplayNames('en', { type: 'region' }).of(country) ?? country)
  return [street, more, `${postCode} ${city}`.trim(), region, land]
}

function dates(invoice: IssuedInvoice): [string, string][] {
  const { from, to } = invoicePeriod(invoice)
  const { corrects, buyer, kind } = invoice
  return [
    ['Date', invoice.issueDate],
    ['Work done', from === to ? from : `${from} to ${to}`],
    ...(kind === 'invoice' ? ([['To be paid by', invoice.dueDate]] as [string, string][]) : []),
    ...(corrects === undefined
      ? []
      : ([['Takes back', `${corrects.number} of ${corrects.issueDate}`]] as [string, string][])),
    ...(buyer.reference.trim() === '' ? [] : ([['Your reference', buyer.reference]] as [string, string][])),
    ...(buyer.orderNumber.trim() === '' ? [] : ([['Your order', buyer.orderNumber]] as [string, string][])),
  ]
}

function lineTable({ lines, currency }: IssuedInvoice): Content {
  const head = [words('Work'), figure('Quantity'), figure('Price'), figure(`Amount, ${currency}`)].map((cell) =>
    muted(cell),
  )
  const body = lines.map((line): TableCell[] => [
    {
      stack: [
        words(line.name),
        ...(line.description === undefined ? [] : [muted({ ...words(line.description), fontSize: 8 })]),
      ],
    },
    figure(`${partsToDecimal(line.quantity, QUANTITY_DECIMALS)} ${units[line.unit]}`),
    figure(priceText(line, currency)),
    figure(amountText(line.net, currency)),
  ])
  return {
    margin: [0, 24, 0, 0],
    table: { headerRows: 1, dontBreakRows: true, widths: ['*', 80, 90, 80], body: [head, ...body] },
    layout: rowLines,
  }
}

function priceText({ price, per, unit }: InvoiceLine, currency: string): string {
  const amount = minorToDecimal({ minor: price, currency })
  if (unit === 'C62') return amount
  return per === 1 ? `${amount} / h` : `${amount} / ${per} min`
}

function sumTable({ totals, currency, vat, kind }: IssuedInvoice): Content {
  const row = (name: string, minor: number): TableCell[] => [words(name), figure(amountText(minor, currency))]
  const groups = totals.groups.map((group) =>
    row(
      group.category === 'S'
        ? `VAT ${percentText(group.rate)} % on ${amountText(group.net, currency)}`
        : `VAT: ${vat.reason ?? 'none'}`,
      group.vat,
    ),
  )
  const last: TableCell[] = [
    strong(words(kind === 'invoice' ? `To be paid, ${currency}` : `Credited, ${currency}`)),
    strong(figure(amountText(totals.gross, currency))),
  ]
  return {
    margin: [0, 10, 0, 0],
    unbreakable: true,
    columns: [
      { width: '*', text: '' },
      { width: 270, table: { widths: ['*', 80], body: [row('Sum', totals.net), ...groups, last] }, layout: rowLines },
    ],
  }
}

function remarks(invoice: IssuedInvoice): Content[] {
  const pay = paymentMeans(invoice)
  const { account } = invoice.seller
  const how: [string, string][] =
    pay === undefined || invoice.kind !== 'invoice'
      ? []
      : [
          [
            'Account',
            /^[A-Z]{2}\d{2}/.test(pay.account) ? (pay.account.match(/.{1,4}/g)?.join(' ') ?? '') : pay.account,
          ],
          ...(account.bic.trim() === '' ? [] : ([['BIC', account.bic]] as [string, string][])),
          ...(account.holder.trim() === '' ? [] : ([['Holder', account.holder]] as [string, string][])),
          ['Reference', invoice.number],
        ]
  return [
    { text: paymentTerms(invoice), margin: [0, 20, 0, 6] },
    ...(how.length === 0 ? [] : [facts(how)]),
    ...(invoice.corrects === undefined
      ? []
      : [{ text: textToRuns(invoice.corrects.reason), margin: [0, 8, 0, 0] as [number, number, number, number] }]),
    ...(invoice.note === undefined
      ? []
      : [{ text: textToRuns(invoice.note), margin: [0, 8, 0, 0] as [number, number, number, number] }]),
  ]
}

/** What each line rests on, entry by entry, with the hash that the record of time had. */
function annex(invoice: IssuedInvoice): Content[] {
  const { lines, ledger, number } = invoice
  return [
    { text: `Timesheet to ${number}`, style: 'title', pageBreak: 'before' },
    muted({ text: `Local times, ${ledger.zone}. A part of a second is left out here and counted in the sums.` }),
    ...lines.flatMap((line, index) => lineAnnex(line, index + 1)),
    { text: 'The record of time', style: 'heading' },
    ...(ledger.head === undefined
      ? [muted({ text: 'There is none: this work was not timed.' })]
      : [
          muted({
            text: 'Each entry of the record carries the hash of the one before it. This is the hash of its newest entry when the invoice was made (SHA-256):',
          }),
          { text: ledger.head, margin: [0, 3, 0, 0] as [number, number, number, number] },
        ]),
  ]
}

function lineAnnex({ name, basis }: InvoiceLine, no: number): Content[] {
  if (basis === undefined) return []
  const { rate, rounding, entries } = basis
  const agreed =
    rate.type === 'fixed'
      ? `${minorToDecimal(rate.perTask)} ${rate.perTask.currency} for the task`
      : `${minorToDecimal(rate.perHour)} ${rate.perHour.currency} an hour${rate.capMs === undefined ? '' : `, at most ${hms(rate.capMs)}`}`
  const sums: [string, string][] = [
    ['Agreed', agreed],
    ...(isRounded(rounding) ? ([['Rounded', roundingToText(rounding)]] as [string, string][]) : []),
    ['Worked', hms(basis.workMs)],
    ...(basis.roundedMs === basis.workMs ? [] : ([['As rounded', hms(basis.roundedMs)]] as [string, string][])),
    ...(basis.paidMs === basis.roundedMs ? [] : ([['Charged, by the limit', hms(basis.paidMs)]] as [string, string][])),
    ['Programme', basis.programme],
  ]
  const head = [words('Date'), words('Time'), words(''), figure('Work')].map((cell) => muted(cell))
  const body = entries.map((entry): TableCell[] => [
    unparted(entry.date),
    unparted(
      entry.isTimed
        ? `${localTime(entry.start, entry.offsetMinutes)} – ${localTime(entry.end, entry.offsetMinutes)}`
        : 'by hand',
    ),
    words(entry.corrected.length === 0 ? '' : `Corrected: ${entry.corrected.join('; ')}`),
    figure(hms(Math.max(0, entry.ms))),
  ])
  return [
    { text: [{ text: `${no}  ` }, ...textToRuns(name)], style: 'heading' },
    facts(sums),
    ...(body.length === 0
      ? []
      : [
          {
            margin: [0, 4, 0, 0] as [number, number, number, number],
            table: { headerRows: 1, widths: [60, 110, '*', 60], body: [head, ...body] },
            layout: rowLines,
          },
        ]),
  ]
}
