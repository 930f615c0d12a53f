import type { Page } from '@playwright/test'

/** What a window asked for anywhere but at its own desk, and what it tried against its Content-Security-Policy. */
export type Abroad = { readonly requests: readonly string[]; readonly violations: readonly string[] }

/** Watches a window from now on, also over reloads. */
export async function watchAbroad(page: Page): Promise<Abroad> {
  const requests: string[] = []
  const violations: string[] = []
  const { host } = new URL(page.url())
  const isHome = (url: string): boolean => {
    const { protocol, host: to } = new URL(url)
    return protocol === 'data:' || protocol === 'blob:' || to === host
  }
  page.context().on('request', (request) => {
    if (!isHome(request.url())) requests.push(request.url())
  })
  page.on('websocket', (socket) => {
    if (!isHome(socket.url())) requests.push(socket.url())
  })
  page.on('popup', (popup) => requests.push(`popup ${popup.url()}`))
  const hear = (): void =>
    document.addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    )
  page.on('console', (message) => {
    if (message.text().startsWith('CSP: ')) violations.push(message.text())
  })
  await page.addInitScript(hear)
  await page.evaluate(hear)
  return { requests, violations }
}

/** Goes to a task by its address, as a link would. */
export async function goToTask(page: Page, taskId: string): Promise<void> {
  await page.evaluate((id) => (window.location.hash = `#/task/${id}`), taskId)
}
