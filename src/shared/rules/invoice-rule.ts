import type { InvoiceContent } from '../domain/invoice.ts'

/** Where what is missing can be given. */
export type RulePlace = 'you' | 'customer' | 'invoice'

/** A business rule: its id in the rule book, what is wrong in plain words, and when it is. */
export type InvoiceRule = {
  readonly id: string
  readonly place: RulePlace
  readonly text: string
  readonly isBroken: (content: InvoiceContent) => boolean
  /** What only ought to be: it is said and keeps nobody from issuing. */
  readonly isAdvice?: true
}

export type InvoiceProblem = Pick<InvoiceRule, 'id' | 'place' | 'text'> & { readonly isAdvice: boolean }
