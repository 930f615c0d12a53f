/** A place on the page that one can go to. */
export type Place = {
  /** Brings it into sight and puts the caret where it is wanted. */
  readonly show?: (() => void) | undefined
  readonly focus: () => void
  readonly hasFocus: () => boolean
}

export type Jumps = {
  /**
   * Goes to a place, at once or when it has been drawn. A newer jump takes the place of an older one, and so does the
   * person who puts the focus elsewhere.
   * @param find gives the place once it is drawn
   */
  to(find: () => Place | undefined): void
  stop(): void
}

/** What of a window the jumps need. */
export type JumpPage = {
  /** What has the focus; null where nothing has it. */
  readonly focused: () => Element | null
  /** The list or dialog over the page that the focus is in; it gives the focus back when it is gone. */
  readonly over: () => Element | undefined
  /** @returns what calls it off */
  readonly onNextFrame: (run: () => void) => () => void
  /** Calls `run` when the person moves the focus. @returns what ends that */
  readonly onMove: (run: () => void) => () => void
  readonly now: () => number
}

/** A place that is not drawn by then is not there. */
const LONGEST_MS = 1_000
/** What has closed gives the focus back in the first frame or the second. */
const FRAMES_TO_GIVE_BACK = 2

export function createJumps(page: JumpPage = windowPage): Jumps {
  let stop = (): void => undefined

  function to(find: () => Place | undefined): void {
    stop()
    const start = page.focused()
    const over = page.over()
    const until = page.now() + LONGEST_MS
    let framesLeft = FRAMES_TO_GIVE_BACK
    let place: Place | undefined
    let callOff = (): void => undefined
    const endMoves = page.onMove(() => stop())
    stop = () => {
      callOff()
      endMoves()
      stop = () => undefined
    }

    function step(): void {
      if (place === undefined) {
        if (isElsewhere()) return stop()
        place = find()
        place?.show?.()
        place?.focus()
      } else if (!place.hasFocus()) {
        // What has closed has given the focus back.
        place.focus()
      }
      const isOver = over !== undefined && (over.isConnected || framesLeft-- > 0)
      if ((place !== undefined && !isOver) || page.now() >= until) return stop()
      callOff = page.onNextFrame(step)
    }

    /** By another way than those that are heard, such as a screen reader's. */
    function isElsewhere(): boolean {
      const now = page.focused()
      return over === undefined && start?.isConnected === true && now !== null && now !== start
    }

    step()
  }

  return { to, stop: () => stop() }
}

const windowPage: JumpPage = {
  focused: () => (document.activeElement === document.body ? null : document.activeElement),
  over: () =>
    document.activeElement?.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') ??
    undefined,
  onNextFrame: (run) => {
    const frame = requestAnimationFrame(run)
    return () => cancelAnimationFrame(frame)
  },
  onMove: (run) => {
    const hear = (event: KeyboardEvent): void => {
      const { key, altKey, ctrlKey, metaKey } = event
      if (key === 'Tab' || key === 'Escape' || altKey || ctrlKey || metaKey) run()
    }
    document.addEventListener('pointerdown', run, true)
    document.addEventListener('keydown', hear, true)
    return () => {
      document.removeEventListener('pointerdown', run, true)
      document.removeEventListener('keydown', hear, true)
    }
  },
  now: () => performance.now(),
}
