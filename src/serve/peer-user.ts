import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Where Linux tells whose each socket is: the second for programs that reach 127.0.0.1 as an address of IPv6. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']
const ESTABLISHED = '01'

/**
 * Whether somebody else who works on this machine is at the other end. Root is nobody else, who reads all there is anyway
 * (and forwards connections: from a container, or into a virtual machine). Where the system does not tell, nobody is.
 */
export function isOfAnotherUser(socket: Pick<Socket, 'remotePort' | 'localPort'>): boolean {
  const own = process.getuid?.()
  return usersOf(socket).some((user) => user !== 0 && user !== own)
}

function usersOf({ remotePort, localPort }: Pick<Socket, 'remotePort' | 'localPort'>): number[] {
  return TABLES.flatMap((table) => linesOf(table))
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, near, far, state]) =>
        near?.endsWith(hex(remotePort)) && far?.endsWith(hex(localPort)) && state === ESTABLISHED,
    )
    .map((columns) => Number(columns[7]))
}

function linesOf(table: string): string[] {
  try {
    return readFileSync(table, 'utf8').split('\n')
  } catch {
    return []
  }
}

function hex(port = 0): string {
  return `:${port.toString(16).toUpperCase().padStart(4, '0')}`
}
