import { Button } from '../../ui/button.tsx'
import { Kbd } from '../../ui/kbd.tsx'
import type { Selected } from './reading/passage.ts'
import styles from './writing-room.module.css'

/** Stands below what is selected in a material, and puts it into the draft. */
export function QuoteButton({ selected, onQuote }: { readonly selected: Selected; readonly onQuote: () => void }) {
  const { right, bottom } = selected.box
  // Below the selection, and never out of the window.
  const left = Math.max(8, Math.min(right, window.innerWidth - 12) - 8)
  const top = Math.min(bottom + 6, window.innerHeight - 52)
  return (
    <div className={styles['quote']} style={{ left, top }} onPointerDown={(event) => event.preventDefault()}>
      <Button size="small" excludeFromTabOrder preventFocusOnPress onPress={onQuote}>
        Quote <Kbd keys="Alt+Q" />
      </Button>
    </div>
  )
}
