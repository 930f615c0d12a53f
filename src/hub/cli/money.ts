import { Currency, type Money, type Rate } from '../../shared/domain/money.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'

/** Decimals of a currency's minor unit: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217, as ICU has it). */
function decimals(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** `120.50` and `EUR` as minor units. */
export function parseMoney(amount: string, currency: string): Result<Money, string> {
  if (!Currency.safeParse(currency).success) return err('--currency must be a code of three capitals such as EUR.')
  const digits = decimals(currency)
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d+))?$/.exec(amount.trim()) ?? []
  if (whole === undefined) return err('--rate must be an amount such as 120 or 120.50.')
  if (fraction.length > digits) return err(`--rate: ${currency} has ${digits} decimals.`)
  return ok({ minor: Number(whole + fraction.padEnd(digits, '0')), currency })
}

export function rateToText(rate: Rate): string {
  const money = rate.type === 'hourly' ? rate.perHour : rate.perTask
  const digits = decimals(money.currency)
  const amount = (money.minor / 10 ** digits).toFixed(digits)
  return `${amount} ${money.currency} per ${rate.type === 'hourly' ? 'hour' : 'task'}`
}
