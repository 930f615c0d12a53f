import { readZip } from '../../../sealed/plain-zip.ts'
import { verifyPack } from './verify-pack.ts'

/** `npm run verify -- FILE`: what can be checked of an appeal pack, in plain words. Needs no desk and no store. */

/** A ledger of ten years is a third of it. */
const MOST_BYTES = 1_000_000_000

const [path, ...more] = process.argv.slice(2)
process.exitCode = path === undefined || more.length > 0 ? usage() : await run(path)

function usage(): number {
  say('Give one file: npm run verify -- FILE')
  return 2
}

/** @returns 0 where everything holds, 1 where something does not or the file cannot be read */
async function run(file: string): Promise<number> {
  const members = await readZip(file, MOST_BYTES)
  if (!members.ok) {
    say(`This file cannot be checked: ${members.error}.`)
    return 1
  }
  const findings = verifyPack(members.value)
  const marks = { holds: '  holds  ', fails: '  FAILS  ', note: '  note   ' }
  for (const { kind, text } of findings) say(`${marks[kind]}${text}`)
  const failed = findings.filter(({ kind }) => kind === 'fails').length
  say('')
  say(
    failed === 0
      ? 'Everything that can be checked holds.'
      : `${failed} of it ${failed === 1 ? 'does' : 'do'} not hold.`,
  )
  return failed === 0 ? 0 : 1
}

/**
 * One line, whatever is in it: titles and names of parts come from the pack, and with a break or what a terminal obeys they
 * would say that something holds, or hide that it does not.
 */
function say(line: string): void {
  process.stdout.write(`${line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}\n`)
}
