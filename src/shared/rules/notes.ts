/** The private notes of a task are kept in the edit log under this name, which is never sent whatever a task asks for. */
export const NOTES_FIELD = 'understudy-notes'

/** After the delivery the notes stay for this long by themselves. */
export const NOTES_KEPT_DAYS = 90
export const NOTES_KEPT_MS = NOTES_KEPT_DAYS * 86_400_000

/**
 * Whether the expert is asked if the notes may go.
 * @param deliveredAt when the work was last handed in; undefined where it was not
 * @param keepUntil until when the expert wants them kept although their time is over
 */
export function areNotesDue(deliveredAt: number | undefined, keepUntil: number, now: number): boolean {
  return deliveredAt !== undefined && now >= deliveredAt + NOTES_KEPT_MS && now >= keepUntil
}
