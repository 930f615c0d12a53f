import {
  Button as AriaButton,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as AriaToastRegion,
  Text,
} from 'react-aria-components'
import { Button } from './button.tsx'
import { Kbd } from './kbd.tsx'
import { Cross } from './marks.tsx'
import type { ToastQueue } from './toast-queue.ts'
import styles from './toast-region.module.css'

/** What was just done, at the foot of the window, with a way to take it back. F6 goes there. */
export function ToastRegion({ queue }: { readonly queue: ToastQueue }) {
  return (
    <AriaToastRegion
      queue={queue}
      aria-label="What just happened"
      data-part="messages"
      className={styles['region'] ?? ''}
    >
      {({ toast }) => (
        <Toast toast={toast} data-tone={toast.content.tone} className={styles['toast'] ?? ''}>
          <ToastContent className={styles['content'] ?? ''}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.undo === undefined ? null : (
            <Button
              size="small"
              onPress={() => {
                queue.close(toast.key)
                toast.content.undo?.()
              }}
            >
              Undo
              <Kbd keys="Mod+Z" />
            </Button>
          )}
          <AriaButton slot="close" aria-label="Close" className={styles['close'] ?? ''}>
            <Cross />
          </AriaButton>
        </Toast>
      )}
    </AriaToastRegion>
  )
}
