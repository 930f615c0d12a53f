/** How a window of the browser shell opens its socket, and shows that it may: for both ends. */

export const SOCKET_PATH = '/desk'

/** The protocol that the desk chooses for a window which has brought its token. */
export const HERE = 'understudy'
/** The one for any other: said before a word is exchanged, since a page cannot read why it was refused a socket. */
export const NOT_KNOWN = 'understudy-not-known'

/** The protocols that a window offers: the token is among them, because a page can add nothing else to the request. */
export function offerTo(token: string | undefined): string[] {
  return [HERE, NOT_KNOWN, ...(token === undefined ? [] : [token])]
}

/** Brings the token to the page: what comes after `#` is sent to nobody. */
export function keyHash(token: string): string {
  return `#key=${token}`
}

/** @returns the token that an address has after `#`, where it has one */
export function hashToKey(hash: string): string | undefined {
  return /^#key=([\w-]{43})$/.exec(hash)?.[1]
}
