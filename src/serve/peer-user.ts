import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Where Linux tells whose each socket is: the second for programs that reach 127.0.0.1 as an address of IPv6. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6']

/**
 * Whether somebody else who works on this machine is at the other end. Root is nobody else, who reads all there is anyway
 * (and forwards connections: from a container, or into a virtual machine). Where the system does not tell, nobody is.
 */
export function isOfAnotherUser(socket: Pick<Socket, 'remotePort' | 'localPort'>): boolean {
  const own = process.getuid?.()
  // Also of an end that sends no more: who said so at once was taken for nobody. One that its program has let go is
  // noted as root's, without a number, and waits for no answer.
  return endsOf(socket).some(({ user, inode }) => (user === 0 ? inode === 0 : user !== own))
}

function endsOf({
  remotePort,
  localPort,
}: Pick<Socket, 'remotePort' | 'localPort'>): { user: number; inode: number }[] {
  return TABLES.flatMap((table) => linesOf(table))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, near, far]) => near?.endsWith(hex(remotePort)) && far?.endsWith(hex(localPort)))
    .map((columns) => ({ user: Number(columns[7]), inode: Number(columns[9]) }))
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
