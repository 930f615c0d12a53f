import type { InvoiceContent } from '../../../shared/domain/invoice.ts'
import { dayInWords } from '../../../shared/rules/days.ts'
import { percentText } from '../../../shared/rules/invoice-document.ts'
import { partsToDecimal, QUANTITY_DECIMALS } from '../../../shared/rules/invoice-lines.ts'
import { money } from '../../format/amounts.ts'
import styles from './earnings.module.css'

const units = { HUR: 'h', MIN: 'min', C62: 'task' } as const

/** The lines and sums as they will stand on the paper. */
export function InvoiceSheet({ content }: { readonly content: InvoiceContent }) {
  const { lines, totals, currency, buyer, vat, issueDate } = content
  const write = (minor: number): string => money({ minor, currency })
  return (
    <>
      <p className={styles['note']}>
        To {buyer.name}, {dayInWords(issueDate)}
      </p>
      <table className={styles['list']} aria-label="Lines">
        <thead>
          <tr>
            <th scope="col">Work</th>
            <th scope="col" className={styles['amount']}>
              Quantity
            </th>
            <th scope="col" className={styles['amount']}>
              Price
            </th>
            <th scope="col" className={styles['amount']}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, index) => (
            <tr key={line.basis?.taskId ?? index}>
              <td>
                {line.name}
                {line.description === undefined ? null : <div className={styles['note']}>{line.description}</div>}
              </td>
              <td className={styles['amount']}>
                {partsToDecimal(line.quantity, QUANTITY_DECIMALS)} {units[line.unit]}
              </td>
              <td className={styles['amount']}>{write(line.price)}</td>
              <td className={styles['amount']}>{write(line.net)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {totals.groups.map((group) => (
            <tr key={`${group.category} ${group.rate}`}>
              <td colSpan={3}>
                {group.category === 'S' ? `VAT ${percentText(group.rate)} %` : `No VAT: ${vat.reason ?? ''}`}
              </td>
              <td className={styles['amount']}>{write(group.vat)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" colSpan={3}>
              Together
            </th>
            <td className={styles['amount']}>{write(totals.gross)}</td>
          </tr>
        </tfoot>
      </table>
      {content.note === undefined ? null : <p className={styles['note']}>{content.note}</p>}
    </>
  )
}
