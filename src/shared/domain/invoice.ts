import { z } from 'zod'
import { LocalDate } from './ledger.ts'
import { Currency, Rate, Rounding } from './money.ts'
import { Duration, Id, Instant, Line, Sha256 } from './primitives.ts'

/**
 * What makes an invoice: who sends it, to whom, for which work, and what follows for VAT. Names of fields carry the
 * number of the European standard's term (EN 16931-1) in their comments, such as BT-31.
 */

/** A line that may be left empty: forms send what stands in them. */
const text = (max: number) => z.string().max(max).default('')

/** ISO 3166-1 alpha-2, or empty while nobody has said it. */
const Country = z
  .string()
  .regex(/^([A-Z]{2})?$/, 'not a country code such as DE')
  .default('')

export const Address = z.object({
  street: text(200),
  more: text(200),
  city: text(100),
  postCode: text(20),
  region: text(100),
  country: Country,
})
export type Address = z.infer<typeof Address>

/** Where electronic invoices reach somebody: a scheme of the EAS code list and an address in it (BT-34, BT-49). */
const ElectronicAddress = z.object({ scheme: text(4), id: text(200) }).prefault({})

/** Who sends the invoices: the expert. Asked once, kept on this computer. */
export const Seller = z.object({
  /** BT-27 */
  name: text(200),
  address: Address.prefault({}),
  /** BT-31, with the country's letters in front. */
  vatId: text(30),
  /** BT-32: the number that the tax office gave. */
  taxNumber: text(60),
  /** BT-30: of a trade or company register. */
  registration: text(60),
  /** BG-6 */
  contact: z.object({ name: text(200), phone: text(60), email: text(320) }).prefault({}),
  electronicAddress: ElectronicAddress,
  /** BG-17: where to pay. An IBAN, or an account number of another kind. */
  account: z.object({ number: text(60), bic: text(20), holder: text(200) }).prefault({}),
  /** No VAT is charged because the business is small, and the words of the law that say so (BT-120). */
  isSmallBusiness: z.boolean().default(false),
  smallBusinessReason: text(500),
  /** The usual VAT rate at home in hundredths of a percent: 1900 is 19 %. */
  vatRate: z.int().min(0).max(10_000).default(0),
  /** Days until an invoice is to be paid. */
  dueDays: z.int().min(0).max(365).default(30),
  /** Numbers run in series: `2026-` and 4 digits give 2026-0001. */
  series: z
    .string()
    .max(20)
    .regex(/^[\p{L}\p{N}/ _.-]*$/u, 'letters, digits, / _ . and - only')
    .default(''),
  firstNumber: z.int().min(1).max(999_999).default(1),
})
export type Seller = z.infer<typeof Seller>

/** How an electronic invoice is written: the standard itself, or a rule book on top of it. */
export const InvoiceProfile = z.enum(['plain', 'xrechnung', 'peppol'])
export type InvoiceProfile = z.infer<typeof InvoiceProfile>

/** In what working time is counted: HUR hours, MIN minutes (UN/ECE Recommendation 20). A fixed price is C62, one piece. */
export const TimeUnit = z.enum(['HUR', 'MIN'])
export type TimeUnit = z.infer<typeof TimeUnit>

/** Who is to pay: the operator, or whoever pays for one. */
export const Buyer = z.object({
  /** BT-44 */
  name: text(200),
  address: Address.prefault({}),
  /** BT-48 */
  vatId: text(30),
  /** BT-47 */
  registration: text(60),
  /** BT-10: what the customer wants to find on it; in Germany the Leitweg-ID. */
  reference: text(100),
  /** BT-13 */
  orderNumber: text(100),
  email: text(320),
  electronicAddress: ElectronicAddress,
  profile: InvoiceProfile.default('plain'),
  unit: TimeUnit.default('HUR'),
})
export type Buyer = z.infer<typeof Buyer>

/** Why there is VAT or none, as a person would say it. */
export const VatCase = z.enum(['domestic', 'reverse', 'outside', 'exempt'])
export type VatCase = z.infer<typeof VatCase>

/** UNCL 5305 as EN 16931 uses it: S standard, AE reverse charge, O not subject, E exempt. */
export const VatCategory = z.enum(['S', 'AE', 'O', 'E'])
export type VatCategory = z.infer<typeof VatCategory>

export const Vat = z.object({
  case: VatCase,
  category: VatCategory,
  /** Hundredths of a percent; 0 where none is charged. */
  rate: z.int().min(0).max(10_000),
  /** BT-120 and BT-121: why none is charged. */
  reason: z.string().max(500).optional(),
  reasonCode: z.string().max(30).optional(),
})
export type Vat = z.infer<typeof Vat>

/** What a line rests on: enough to do the sum again by hand. */
export const LineBasis = z.object({
  taskId: Id,
  submissionId: Id.optional(),
  programme: z.string(),
  rate: Rate,
  rounding: Rounding,
  /** The work as the ledger has it, cut at local midnight, with what was corrected by hand and why. */
  entries: z.array(
    z.object({
      date: LocalDate,
      start: Instant,
      end: Instant,
      offsetMinutes: z.int(),
      ms: z.int(),
      roundedMs: z.int(),
      /** False for time that was entered by hand: then `start` and `end` say nothing. */
      isTimed: z.boolean(),
      corrected: z.array(z.string()),
    }),
  ),
  workMs: Duration,
  roundedMs: Duration,
  /** What is paid: `roundedMs` up to the cap. */
  paidMs: Duration,
  acceptedAt: Instant.optional(),
})
export type LineBasis = z.infer<typeof LineBasis>

/** Of one invoice. */
export const MOST_LINES = 500

export const InvoiceLine = z.object({
  /** BT-153 */
  name: Line(200),
  /** BT-154 */
  description: z.string().max(1000).optional(),
  unit: z.enum(['HUR', 'MIN', 'C62']),
  /** BT-129 in millionths: 1250000 is 1.25. What is printed is what is multiplied. */
  quantity: z.int().min(0),
  /** BT-146 in minor units; for MIN it is the price of `per` minutes (BT-149). */
  price: z.int().min(0),
  per: z.union([z.literal(1), z.literal(60)]),
  /** BT-131 in minor units. */
  net: z.int(),
  /** BT-151 and BT-152 */
  vatCategory: VatCategory,
  vatRate: z.int().min(0).max(10_000),
  /** BG-26 */
  from: LocalDate,
  to: LocalDate,
  basis: LineBasis.optional(),
})
export type InvoiceLine = z.infer<typeof InvoiceLine>

export const VatGroup = z.object({
  category: VatCategory,
  rate: z.int(),
  /** BT-116 and BT-117 */
  net: z.int(),
  vat: z.int(),
})
export type VatGroup = z.infer<typeof VatGroup>

export const Totals = z.object({
  /** BT-106, BT-109 */
  net: z.int(),
  /** BT-110 */
  vat: z.int(),
  /** BT-112, BT-115 */
  gross: z.int(),
  groups: z.array(VatGroup),
})
export type Totals = z.infer<typeof Totals>

/**
 * An invoice or a credit note, whole: nothing outside of it is needed to write it again in any format. A draft has no
 * number yet. Amounts are minor units of `currency` and positive in a credit note too.
 */
export const InvoiceContent = z.object({
  version: z.literal(1),
  kind: z.enum(['invoice', 'credit-note']),
  seller: Seller,
  buyer: Buyer,
  vat: Vat,
  currency: Currency,
  /** BT-2, BT-9 */
  issueDate: LocalDate,
  dueDate: LocalDate,
  /** BT-22 */
  note: z.string().max(2000).optional(),
  lines: z.array(InvoiceLine).min(1).max(MOST_LINES),
  totals: Totals,
  /** BG-3: the invoice that a credit note takes back, and why. */
  corrects: z.object({ id: Id, number: Line(40), issueDate: LocalDate, reason: z.string().max(500) }).optional(),
  /** The ledger when the sums were made: its newest entry's hash. */
  ledger: z.object({ head: Sha256.optional(), zone: z.string() }),
})
export type InvoiceContent = z.infer<typeof InvoiceContent>

/** BT-1 as well: an invoice that has been issued. */
export type IssuedInvoice = InvoiceContent & { readonly number: string }

/** Money that has come, against an invoice or for a programme that pays without one. */
export const Payment = z.object({
  id: Id,
  date: LocalDate,
  minor: z.int().min(1),
  currency: Currency,
  reference: z.string().max(200),
  invoiceId: Id.optional(),
  programmeId: Id.optional(),
})
export type Payment = z.infer<typeof Payment>
