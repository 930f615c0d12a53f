import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import type { Account } from './account.ts'

export type ToolResult = { readonly code: number | null; readonly output: string }

/** Runs one of Postgres's programs to its end. Never throws: a program that cannot start has code null. */
export function runTool(file: string, args: readonly string[], account: Account | undefined): Promise<ToolResult> {
  return new Promise((resolve) => {
    // PG* variables of the caller would reach the server; the working folder may be closed to the account.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PG')))
    const child = spawn(file, args, {
      cwd: process.platform === 'win32' ? tmpdir() : '/',
      env: { ...env, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      if (output.length < 20_000) output += chunk.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    // 'exit' and not 'close': on Windows the server keeps the pipes of pg_ctl open.
    child.on('exit', (code) => resolve({ code, output }))
  })
}
