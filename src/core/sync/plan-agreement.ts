import type { Agreement } from '../../shared/contract/desk-reconcile.ts'

export type Standing = {
  /** Whether the receipt's signature and contents were checked and hold. */
  readonly isProven: boolean
  /** The hub has spoken of it: by a receipt, or by a state in its feed. */
  readonly isKnownToHub: boolean
  readonly outbox: 'waiting' | 'sent' | 'done' | 'quarantined' | 'undone' | undefined
}

/**
 * Whether what is kept here and what the hub holds are the same. Only a receipt that holds proves it; everything else is
 * told apart by how far it came.
 */
export function planAgreement({ isProven, isKnownToHub, outbox }: Standing): Agreement {
  if (isProven) return 'agrees'
  if (outbox === 'quarantined') return 'held'
  if (isKnownToHub) return 'unproven'
  return outbox === 'waiting' ? 'not-sent' : outbox === 'sent' ? 'no-answer' : 'unproven'
}

/** Why it does not agree, in the expert's words; nothing where it does. */
export function agreementToText(agreement: Agreement, heldBecause: string | null): string | undefined {
  switch (agreement) {
    case 'agrees':
      return undefined
    case 'not-sent':
      return 'It has not left this computer yet.'
    case 'no-answer':
      return 'It has left, and no answer has come yet. It is asked for again by itself.'
    case 'held':
      return heldBecause ?? 'The hub did not take it.'
    case 'unproven':
      return 'The hub speaks of it, but there is no receipt here that proves what it holds.'
  }
}
