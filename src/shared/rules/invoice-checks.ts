import type { InvoiceContent, InvoiceProfile } from '../domain/invoice.ts'
import type { InvoiceProblem, InvoiceRule, RulePlace } from './invoice-rule.ts'
import { coreRules } from './invoice-rules-core.ts'
import { peppolRules } from './invoice-rules-peppol.ts'
import { xrechnungRules } from './invoice-rules-xrechnung.ts'

/**
 * Runs the rules over a document as it would be issued.
 * @returns what is wrong, in the order in which one would mend it; empty means that it can go
 */
export function checkInvoice(content: InvoiceContent): InvoiceProblem[] {
  const found: InvoiceProblem[] = []
  for (const { id, place, text, isBroken, isAdvice = false } of rulesOf(content.buyer.profile)) {
    if (isBroken(content)) found.push({ id, place, text, isAdvice })
  }
  const order: readonly RulePlace[] = ['you', 'customer', 'invoice']
  return found.toSorted((a, b) => order.indexOf(a.place) - order.indexOf(b.place))
}

export function rulesOf(profile: InvoiceProfile): readonly InvoiceRule[] {
  if (profile === 'xrechnung') return [...coreRules, ...xrechnungRules]
  return profile === 'peppol' ? [...coreRules, ...peppolRules] : coreRules
}
