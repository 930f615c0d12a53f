/** `1 file`, `2 files`. */
export function counted(n: number, one: string, many: string): string {
  return `${n} ${n === 1 ? one : many}`
}

/** `there is 1`, `there are 2`. */
export function thereAre(n: number): string {
  return `there ${n === 1 ? 'is' : 'are'} ${n}`
}
