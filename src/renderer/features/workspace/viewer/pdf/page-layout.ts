/** Width and height of a page, in points as the file says or in pixels as it is shown. */
export type PageSize = { readonly width: number; readonly height: number }

/** More pages than these are not shown: nobody reads them here, and each takes a line of the layout. */
export const MOST_PAGES = 2_000
/** A page is never higher than this on the screen, whatever the file says of its size. */
const HIGHEST = 12_000
/** Elements of one drawn page: larger ones are drawn coarser. */
const MOST_ELEMENTS = 16_000_000

export const ZOOM_STEPS = [0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4] as const

/** @returns by how much a page is enlarged to be `width` pixels wide, times what the person asked for */
export function scaleOf(page: PageSize, width: number, zoom: number): number {
  const wanted = (width * zoom) / page.width
  return Math.min(wanted, HIGHEST / page.height, HIGHEST / page.width)
}

/** @returns how many elements are drawn for each pixel, fewer where a page would take too much memory */
export function densityOf(shown: PageSize, devicePixels: number): number {
  return Math.min(devicePixels, Math.sqrt(MOST_ELEMENTS / Math.max(1, shown.width * shown.height)))
}

/** @returns the next step up or down from where it is */
export function zoomStep(zoom: number, by: 1 | -1): number {
  return (by === 1 ? ZOOM_STEPS.find((one) => one > zoom) : ZOOM_STEPS.findLast((one) => one < zoom)) ?? zoom
}
