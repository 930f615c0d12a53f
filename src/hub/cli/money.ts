import { Currency, type Money, NO_ROUNDING, type Rate, Rounding } from '../../shared/domain/money.ts'
import { err, ok, type Result } from '../../shared/domain/result.ts'
import { currencyDecimals, isCurrency, minorToDecimal } from '../../shared/rules/pay.ts'
import type { Arguments } from './arguments.ts'
import { counted } from '../../shared/rules/counted.ts'

/** `120.50` and `EUR` as minor units. What is less than the smallest coin, and nothing at all, is no rate. */
export function parseMoney(amount: string, currency: string): Result<Money, string> {
  if (!Currency.safeParse(currency).success) return err('--currency must be a code of three capitals such as EUR.')
  if (!isCurrency(currency)) return err(`--currency: there is no currency ${currency}.`)
  const digits = currencyDecimals(currency)
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d+))?$/.exec(amount.trim()) ?? []
  if (whole === undefined) return err('--rate must be an amount such as 120 or 120.50.')
  if (fraction.length > digits) return err(`--rate: ${currency} has ${digits} decimals.`)
  const minor = Number(whole + fraction.padEnd(digits, '0'))
  if (minor === 0) return err('--rate must be more than 0.')
  return ok({ minor, currency })
}

/** Options by which a programme or a batch says what it pays. */
export const rateOptions = {
  rate: { value: 'AMOUNT', help: 'What an hour pays, such as 120 or 120.50' },
  currency: { value: 'CODE', help: 'Currency of the rate, such as EUR' },
  per: { value: 'hour|task', help: 'What the rate is for (default: hour)' },
  'cap-hours': { value: 'N', help: 'Most hours that are paid for one task' },
}

/** Reads `rateOptions`. @returns undefined where no rate is given, or where something was complained of */
export function readRate(args: Arguments): Rate | undefined {
  const amount = args.text('rate')
  const per = args.oneOf('per', ['hour', 'task']) ?? 'hour'
  const cap = args.number('cap-hours', { min: 0.1, max: 10_000 })
  if (per === 'task' && cap !== undefined) args.complain('--cap-hours goes with a rate per hour only.')
  if (amount === undefined || amount === '') {
    // A cap that counts for nothing would be noticed with the first invoice.
    const alone = ['currency', 'per', 'cap-hours'].filter((name) => args.text(name) !== undefined)
    if (alone.length > 0) args.complain(`--${alone.join(' and --')} without --rate says nothing; give the rate, too.`)
    return undefined
  }
  const paid = parseMoney(amount, args.needed('currency'))
  if (!paid.ok) {
    args.complain(paid.error)
    return undefined
  }
  if (per === 'task') return { type: 'fixed', perTask: paid.value }
  const capMs = cap === undefined ? {} : { capMs: Math.round(cap * 3_600_000) }
  return { type: 'hourly', perHour: paid.value, ...capMs }
}

export function rateToText(rate: Rate): string {
  if (rate.type === 'fixed') return `${moneyToText(rate.perTask)} per task`
  const cap = rate.capMs === undefined ? '' : `, for ${counted(rate.capMs / 3_600_000, 'hour', 'hours')} at most`
  return `${moneyToText(rate.perHour)} per hour${cap}`
}

export function moneyToText(money: Money): string {
  return `${minorToDecimal(money)} ${money.currency}`
}

/** `15-up-per-task`, `6-nearest-per-day`, `none`. */
export function parseRounding(text: string): Result<Rounding, string> {
  if (text === 'none') return ok(NO_ROUNDING)
  const [, minutes, mode, per] = /^(\d+)-(up|nearest)-per-(entry|task|day)$/.exec(text) ?? []
  const rule = Rounding.safeParse({ minutes: Number(minutes), mode, per })
  if (!rule.success || rule.data.minutes === 0) {
    return err('--rounding must be none, or 1, 6 or 15 minutes such as 15-up-per-task or 6-nearest-per-day.')
  }
  return ok(rule.data)
}

export function roundingToText({ minutes, mode, per }: Rounding): string {
  return minutes === 0 ? 'none' : `${minutes}-${mode}-per-${per}`
}
