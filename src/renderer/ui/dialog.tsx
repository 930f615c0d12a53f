import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import styles from './overlay.module.css'

type DialogProps = {
  /** Heading and name. */
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons at its end; the one that is meant most comes last. */
  readonly buttons?: ReactNode
  readonly isWide?: boolean
  /** As large as the window, for what is worked with; its body is a column that fills it. */
  readonly isFull?: boolean
  /** There is nothing in it but text: it takes the focus, to be scrolled by the arrow keys. */
  readonly isToRead?: boolean
}

/** Whoever has no pointer scrolls it by the arrow keys. */
const scrolled = { tabIndex: 0 } as const

/**
 * A modal dialog. Escape, its close button and, until something was entered in it, a press beside it close it; focus goes
 * back to where it was.
 */
export function Dialog(props: DialogProps) {
  const { title, isOpen, onClose, children, buttons, isWide = false, isFull = false, isToRead = false } = props
  // Most are never opened; what a screen holds of them is not worth drawing until then.
  const [wasOpened, setOpened] = useState(isOpen)
  if (isOpen && !wasOpened) setOpened(true)
  /** A press beside it may be an accident, and would take along all of a form. */
  const [isEntered, setEntered] = useState(false)
  if (!isOpen && isEntered) setEntered(false)
  if (!isOpen && !wasOpened) return null
  return (
    <ModalOverlay
      data-modal
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      isDismissable={!isEntered}
      className={styles['veil'] ?? ''}
    >
      <Modal className={cx(styles['modal'], isWide && styles['wide'], isFull && styles['full'])}>
        <AriaDialog className={styles['frame'] ?? ''}>
          <div className={styles['head']}>
            <Heading slot="title" level={2} className={styles['title'] ?? ''}>
              {title}
            </Heading>
            <Button slot="close" variant="quiet" size="small">
              Close
            </Button>
          </div>
          {isToRead ? (
            <section aria-label={title} {...scrolled} className={styles['body']}>
              {children}
            </section>
          ) : (
            <Body className={cx(styles['body'], isFull && styles['filled'])} onEnter={() => setEntered(true)}>
              {children}
            </Body>
          )}
          {buttons === undefined ? null : <div className={styles['foot']}>{buttons}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

const controls = 'input, textarea, select, button, a[href], [tabindex="0"]'
const written = 'textarea, input:not([type="radio"], [type="checkbox"], [type="range"])'

type BodyProps = {
  readonly className: string
  /** Something is entered. */
  readonly onEnter: () => void
  readonly children: ReactNode
}

/** Where the first thing to do is to write, one can: without it, what was pasted or typed at once went nowhere. */
function Body({ className, onEnter, children }: BodyProps) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const first = place.current?.querySelector<HTMLElement>(controls)
    if (first?.matches(written) === true) first.focus()
  }, [])
  return (
    <div ref={place} className={className} onInput={onEnter}>
      {children}
    </div>
  )
}
