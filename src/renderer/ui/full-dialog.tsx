import type { KeyboardEventHandler, ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './button.tsx'
import styles from './full-dialog.module.css'

type FullDialogProps = {
  /** Heading and name. */
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  /** Beside the title. */
  readonly tools?: ReactNode
  /** Keys of the whole view, also while nothing in it has the focus. */
  readonly onKeyDown?: KeyboardEventHandler
  readonly children: ReactNode
}

/** A view that takes the whole window for a while. Escape and its button close it; focus goes back to where it was. */
export function FullDialog({ title, isOpen, onClose, tools, onKeyDown, children }: FullDialogProps) {
  return (
    <ModalOverlay
      data-modal="full"
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      className={styles['ground'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''}>
        <div role="presentation" onKeyDown={onKeyDown} className={styles['frame']}>
          <Dialog className={styles['frame'] ?? ''}>
            <div className={styles['head']}>
              <Heading slot="title" level={2} className={styles['title'] ?? ''}>
                {title}
              </Heading>
              {tools === undefined ? null : <div className={styles['tools']}>{tools}</div>}
              <Button slot="close" size="small">
                Close
              </Button>
            </div>
            <div className={styles['body']}>{children}</div>
          </Dialog>
        </div>
      </Modal>
    </ModalOverlay>
  )
}
