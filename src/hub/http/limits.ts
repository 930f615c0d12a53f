/** What one hub process takes. All are plain numbers so that a command line and a test can set them. */
export type HubLimits = {
  /** Largest body of one request after decompression, in bytes. Files have their own. */
  readonly requestBytes: number
  /** The same for a caller without a token, and within which time it must have come: else anyone could hold connections. */
  readonly strangerBytes: number
  readonly strangerMs: number
  /** Largest single file, in bytes. */
  readonly fileBytes: number
  /** Most unfinished uploads of one expert, and after how many days without a new byte one is taken away. */
  readonly openUploads: number
  readonly uploadDays: number
  /** Most operations in one push; the contract allows 500. */
  readonly operations: number
  /** Requests per minute: of one device, and of one network address. A quarter of a minute may come at once. */
  readonly perDevice: number
  readonly perAddress: number
  /**
   * Requests of one device that are not answered to their ends. A desk has a handful; those of lines that have died may hang
   * on for a minute or two. An answer that nobody reads stays in memory, and a page of the feed has megabytes.
   */
  readonly atOnce: number
}

export const usualLimits: HubLimits = {
  requestBytes: 8_000_000,
  strangerBytes: 64_000,
  strangerMs: 30_000,
  fileBytes: 1_000_000_000,
  openUploads: 50,
  uploadDays: 14,
  operations: 500,
  perDevice: 1_200,
  perAddress: 6_000,
  atOnce: 50,
}
