/** The desk's own scheme and its one page. */
export const SCHEME = 'understudy'
export const HOST = 'desk'
export const DESK_URL = `${SCHEME}://${HOST}/index.html`

/** Whether an address belongs to the desk. Not by its origin: for Node's URL every scheme but the web's has none. */
export function isDeskUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return protocol === `${SCHEME}:` && host === HOST && username === '' && password === ''
}

/** Whether it is the desk's page, whatever comes after `#` or `?`. */
export function isDeskPage(url: string): boolean {
  return isDeskUrl(url) && new URL(url).pathname === new URL(DESK_URL).pathname
}
