import { useCallback, useMemo } from 'react'
import { orderToLines } from '../../../../../../shared/rules/tied-order.ts'
import { FieldShell } from '../../field-shell.tsx'
import styles from '../../fields.module.css'
import { FieldHeading } from '../field-heading.tsx'
import { undoByKey } from '../own-undo.ts'
import { TiedOrderList } from '../ordering/tied-order-list.tsx'
import type { StructuredProps } from '../structured-props.ts'

/** Options that are put in their order. */
export function RankingFieldView({ field, value, structure, comments, isReadOnly }: StructuredProps<'ranking'>) {
  const order = value?.order ?? []
  const labels = useMemo(() => new Map(field.options.map((option) => [option.value, option.label])), [field.options])
  const keys = useMemo(() => field.options.map((option) => option.value), [field.options])
  const nameOf = useCallback((key: string) => labels.get(key) ?? key, [labels])
  return (
    <FieldShell fieldKey={field.key} comments={comments}>
      <FieldHeading field={field} />
      {isReadOnly ? (
        <div className={styles['closed']}>
          {order.length === 0 ? <p>Nothing was given here.</p> : null}
          {orderToLines(order, nameOf).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      ) : (
        <div role="presentation" onKeyDown={(event) => undoByKey(event, structure)}>
          <TiedOrderList
            label={field.label}
            keys={keys}
            order={order}
            nameOf={nameOf}
            ties={field.ties}
            onChange={(next) => structure.update('ranking', () => ({ kind: 'ranking', order: next }), 'set')}
          />
        </div>
      )}
    </FieldShell>
  )
}
