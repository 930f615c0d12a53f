import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { FieldValue } from '../../../shared/domain/fields.ts'
import type { Task } from '../../../shared/domain/task.ts'
import { type Advice, sendAdvice } from '../../../shared/rules/checks/send-advice.ts'
import { count } from '../../format/amounts.ts'
import { calendarDate } from '../../format/dates.ts'
import type { OpenDraft } from '../../state/draft.ts'
import { useNow } from '../../state/services.ts'

/** What is worth a look before sending; the same list as long as it says the same. */
export function useAdvice({ store }: OpenDraft, task: Task): readonly Advice[] {
  const values = useStore(store, (state) => state.values)
  const findings = useStore(store, (state) => state.findings)
  const today = calendarDate(useNow())
  return useMemo(() => {
    const given = Object.entries(values).filter((entry): entry is [string, FieldValue] => entry[1] !== null)
    const found = task.fields.flatMap(({ key, label }) => {
      const number = findings[key] ?? 0
      if (number === 0) return []
      return {
        field: key,
        label: label ?? key,
        text: `${count(number, 'thing', 'things')} to look at, listed with it.`,
      }
    })
    return [...sendAdvice(task, Object.fromEntries(given), today), ...found]
  }, [values, findings, task, today])
}
