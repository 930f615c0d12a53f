/**
 * Where a form refuses a try: goes to the first field that is wrong, in the form or dialog it was made in. It may be out of
 * sight, and a screen reader, which stays with the button, would hear nothing of it.
 */
export function goToFault(): void {
  const form = document.activeElement?.closest('form, [data-modal]')
  // When it has been drawn.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      form?.querySelector<HTMLElement>('[data-invalid] :is(input, textarea, button)')?.focus()
    }),
  )
}
