import { count } from '../../../format/amounts.ts'
import type { TrackMark } from '../../../state/version-track.ts'

/** What a mark of the timeline says. */
export function markWords({ kind, label }: TrackMark): string {
  switch (kind) {
    case 'session':
      return 'A session begins'
    case 'pasted':
      return `${count(Number(label), 'character', 'characters')} pasted`
    case 'sent':
      return 'Sent'
    case 'returned':
      return 'Came back'
    case 'accepted':
      return 'Accepted'
    case 'rejected':
      return 'Rejected'
    case 'name':
      return `“${label ?? ''}”`
  }
}
