/** Whether something lies over the whole window: each overlay that does says so itself, as React Aria marks none. */
export function isModalOpen(): boolean {
  return document.querySelector('[data-modal]') !== null
}
