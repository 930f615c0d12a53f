import { useRef, useState } from 'react'
import { MOST_LINES } from '../../../shared/domain/invoice.ts'
import { errorToText } from '../../client/error-text.ts'
import { count, duration, money, wholeNumber } from '../../format/amounts.ts'
import { chosenOf } from '../../state/earnings.ts'
import { useResource, useServices } from '../../state/services.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, CheckboxGroup } from '../../ui/checkbox.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { goToFault } from '../../ui/go-to-fault.ts'
import { oneAtATime } from '../../ui/one-at-a-time.ts'
import { Select } from '../../ui/select.tsx'
import { useShownPart } from '../../ui/use-shown-part.ts'
import { CustomerDialog } from './customer-dialog.tsx'
import styles from './earnings.module.css'

/** So many are drawn, and more when asked for: thousands at once would hold up the window. */
const SHOWN = 100

type NewInvoiceDialogProps = { readonly onClose: () => void; readonly onMade: (id: string) => void }

/** Makes a draft of accepted work: who pays, and which tasks. */
export function NewInvoiceDialog({ onClose, onMade }: NewInvoiceDialogProps) {
  const { desk, earnings, toasts, newId } = useServices()
  const { value: customers = [] } = useResource(earnings.customers)
  const { value: billable = [] } = useResource(earnings.billable)
  const [customerId, setCustomerId] = useState<string>()
  const [isNew, setIsNew] = useState(false)
  const [picked, setPicked] = useState<readonly string[]>()
  const [isTried, setIsTried] = useState(false)
  const [once] = useState(oneAtATime)
  // From here: made again after a lost answer, it is no second draft that holds the tasks of the first.
  const [id] = useState(newId)
  const taskIds = chosenOf(billable, picked)
  const list = useRef<HTMLDivElement>(null)
  const { most, showMore } = useShownPart(list, SHOWN, SHOWN)
  const left = billable.length - most
  const customer = customerId ?? (customers.length === 1 ? customers[0]?.id : undefined)

  async function make(): Promise<void> {
    setIsTried(true)
    if (customer === undefined || taskIds.length === 0) return goToFault()
    try {
      const draft = await desk.invoices.saveDraft({
        id,
        wish: { customerId: customer, taskIds: [...taskIds], note: '' },
      })
      onMade(draft.row.id)
    } catch (error) {
      toasts.complain(errorToText(error))
    }
  }

  if (isNew) {
    return (
      <CustomerDialog
        onClose={() => setIsNew(false)}
        onSaved={({ id }) => {
          setCustomerId(id)
          setIsNew(false)
          void earnings.customers.refresh()
        }}
      />
    )
  }
  return (
    <Dialog
      title="New invoice"
      isOpen
      isWide
      onClose={onClose}
      buttons={
        <Button variant="primary" onPress={() => void once(make)}>
          Make a draft
        </Button>
      }
    >
      <div className={styles['form']}>
        <div className={styles['pair']}>
          <Select
            label="Customer"
            options={customers.map(({ id, buyer }) => ({ key: id, label: buyer.name }))}
            value={customer}
            onChange={setCustomerId}
            error={isTried && customer === undefined ? 'Choose who pays, or add them.' : undefined}
          />
          <div className={styles['besideField']}>
            <Button onPress={() => setIsNew(true)}>New customer</Button>
          </div>
        </div>
        <CheckboxGroup
          label="Accepted work"
          optionsRef={list}
          value={[...taskIds]}
          onChange={setPicked}
          error={isTried && taskIds.length === 0 ? 'Choose at least one task.' : undefined}
        >
          {billable.slice(0, most).map((task) => (
            <Checkbox key={task.taskId} value={task.taskId}>
              <span className={styles['work']}>
                {task.title}
                <span className={styles['facts']}>
                  {duration(task.roundedMs)} · {money(task.amount)}
                </span>
              </span>
            </Checkbox>
          ))}
        </CheckboxGroup>
        {left <= 0 ? null : (
          <div>
            <Button onPress={showMore}>{wholeNumber(left)} more</Button>
          </div>
        )}
        {billable.length <= SHOWN ? null : (
          <p className={styles['note']}>
            {count(taskIds.length, 'task is chosen', 'tasks are chosen')} of {wholeNumber(billable.length)}. An invoice
            holds at most {wholeNumber(MOST_LINES)}.
          </p>
        )}
      </div>
    </Dialog>
  )
}
