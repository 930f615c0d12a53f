import { spawnSync } from 'node:child_process'

export type BenchResult = { readonly ratios: Readonly<Record<string, number>>; readonly rounds: number }

/** A bench prints what it measured and gives its ratios; `say` is silent with --json. */
export type Bench = (options: { rounds: number | undefined; say: (line: string) => void }) => Promise<BenchResult>

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(3) : value.toFixed(0)} ms`
}

/** What was written before is on the disk, so that its writing does not fall into what is measured next. */
export function settleDisk(): void {
  // Not there on Windows, where writing back is a matter of seconds.
  spawnSync('sync')
}
