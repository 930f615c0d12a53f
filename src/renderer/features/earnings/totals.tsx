import type { CurrencySums, Earnings } from '../../../shared/contract/desk-invoices.ts'
import { differenceInWords, money } from '../../format/amounts.ts'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Wide } from '../../ui/wide.tsx'
import styles from './earnings.module.css'

const columns = [
  ['submitted', 'Handed in'],
  ['accepted', 'Accepted'],
  ['invoiced', 'Invoiced'],
  ['paid', 'Paid'],
] as const

type TotalsProps = Pick<Earnings, 'totals' | 'programmes'>

/** The four sums for each currency, and below them in words where one does not follow from the other. */
export function Totals({ totals, programmes }: TotalsProps) {
  return (
    <>
      <TotalsTable caption="Earnings by currency" rows={totals.map((row) => ({ ...row, name: row.currency }))} />
      {totals.map(({ currency, differences }) =>
        differences.length === 0 ? null : (
          <ul key={currency} className={styles['differences']} aria-label={`What is different, ${currency}`}>
            {differences.map((difference) => {
              const text = differenceInWords(difference, currency)
              return <li key={text}>{text}</li>
            })}
          </ul>
        ),
      )}
      {programmes.length < 2 ? null : (
        <Disclosure title="By programme" level={3}>
          <TotalsTable caption="Earnings by programme" rows={programmes} hasNames />
        </Disclosure>
      )}
    </>
  )
}

type TotalsTableProps = {
  readonly caption: string
  readonly rows: readonly (CurrencySums & { readonly name: string })[]
  readonly hasNames?: boolean
}

function TotalsTable({ caption, rows, hasNames = false }: TotalsTableProps) {
  return (
    <Wide>
      <table className={styles['totals']} aria-label={caption}>
        <thead>
          <tr>
            <th scope="col">{hasNames ? 'Programme' : 'Currency'}</th>
            {columns.map(([key, name]) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.name} ${row.currency}`}>
              <th scope="row">{row.name}</th>
              {columns.map(([key]) => (
                <td key={key}>{money({ minor: row[key], currency: row.currency })}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
}
