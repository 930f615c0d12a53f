/**
 * Where a form refuses a try: goes to the first field that is wrong, in the dialog that is open. It may be out of sight, and
 * a screen reader, which stays with the button, would hear nothing of it.
 */
export function goToFault(): void {
  // When it has been drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      const form = document.querySelector('[data-modal]')
      form?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea, button)')?.focus()
    }),
  )
}
