/** Why the built-in database cannot be used. `text` is for the operator's eyes. */
export type EmbeddedError = { readonly code: string; readonly text: string }
