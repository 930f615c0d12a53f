import { z } from 'zod'
import { AwayHabit } from '../../shared/contract/desk-time.ts'
import type { Store } from '../store/open-store.ts'

const MOST = 6

/** Offered as long as the expert has given fewer answers of their own than are shown. */
const usual: readonly AwayHabit[] = [
  { about: 'Reading on paper', choice: 'keep' },
  { about: 'Telephone call', choice: 'keep' },
  { about: 'A break', choice: 'drop' },
]

/** What the expert has said that absences were, the newest first, and the usual ones after them. */
export function readAwayHabits(store: Store): AwayHabit[] {
  const known = store.meta.getJson('away-habits', z.array(AwayHabit)) ?? []
  const rest = usual.filter(({ about }) => !known.some((habit) => habit.about === about))
  return [...known, ...rest].slice(0, MOST)
}

/** The next question about an absence offers this answer first. */
export function rememberAwayHabit(store: Store, habit: AwayHabit): void {
  const others = readAwayHabits(store).filter(({ about }) => about !== habit.about)
  store.meta.setJson('away-habits', [habit, ...others].slice(0, MOST))
}
