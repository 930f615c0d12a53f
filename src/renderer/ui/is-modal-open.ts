/** Whether something lies over the whole window: each overlay that does says so itself, as React Aria marks none. */
export function isModalOpen(): boolean {
  // One that is going is not in the way any more: who types on after Escape means what lies below it.
  return document.querySelector('[data-modal]:not([data-exiting])') !== null
}
