/** Heights of a row and of the columns' names in pixels; long-grid.module.css has them too. */
export const ROW = 64
export const HEAD = 32

/** The line with the names of the columns stands before the rows and stays above them. */
export const longGrid = {
  estimateSize: () => ROW,
  /** Rows beyond the edges, so that a fast wheel does not run into blank paper. */
  overscan: 6,
  scrollMargin: HEAD,
  scrollPaddingStart: HEAD,
} as const

/** @returns the row a key leads to, which may lie beyond the ends; undefined for a key that leads nowhere */
export function rowByKey(key: string, current: number, total: number, height = ROW): number | undefined {
  const page = Math.max(1, Math.floor(height / ROW) - 1)
  switch (key) {
    case 'ArrowDown':
      return current + 1
    case 'ArrowUp':
      return current - 1
    case 'PageDown':
      return current + page
    case 'PageUp':
      return current - page
    case 'Home':
      return 0
    case 'End':
      return total - 1
    default:
      return undefined
  }
}
